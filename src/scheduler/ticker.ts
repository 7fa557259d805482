import { schedule } from "node-cron";
import type { Log } from "./log.ts";

// Audits are planned in minutes and spread over up to an hour: five seconds are exact enough, and waking up
// every second all day is not needed. After a sleep node-cron counts every tick that it missed.
const everyFiveSeconds = "*/5 * * * * *";
// node-cron waits for the wall clock, so a clock that is set back an hour would silence it for an hour. This
// timer does not look at that clock. A tick too many does no harm: it finds nothing due.
const safetyMs = 60_000;

const say = (write: Log["warn"]) => (message: string | Error) =>
  write({ detail: message instanceof Error ? message.message : message }, "from the clock");

/** Calls `tick` every few seconds, until it is stopped. `tick` must not throw. */
export function startTicker(tick: () => void, log: Log): { stop(): void } {
  const task = schedule(everyFiveSeconds, tick, {
    timezone: "UTC",
    suppressMissedWarning: true, // each tick asks what is due by now, so a missed one is made good
    logger: {
      info: say(log.info),
      warn: say(log.warn),
      error: say(log.error),
      debug: () => undefined,
    },
  });
  const timer = setInterval(tick, safetyMs);
  return {
    stop() {
      void task.destroy();
      clearInterval(timer);
    },
  };
}
