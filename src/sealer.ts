import type { Evidence } from "./open-evidence.ts";
import type { Log } from "./scheduler/log.ts";
import { startPoller } from "./scheduler/poll.ts";

/** A minute: entries that nothing has signed can still be rewritten, and one signature covers them all. */
const everyMs = 60_000;
/** The last one, when the daemon stops: an anchor that does not answer must not hold it up. */
const lastMs = 5_000;

/** Signs and anchors the ledger again and again, and once more when it is stopped. */
export function startSealer(evidence: Evidence, log: Log): { stop(): Promise<void> } {
  async function seal(signal: AbortSignal): Promise<void> {
    const { undelivered } = await evidence.seal(signal);
    for (const { anchor, error } of undelivered) {
      log.error({ err: error, anchor }, "a checkpoint could not be anchored");
    }
  }
  const poller = startPoller(everyMs, seal, log);
  return {
    async stop() {
      await poller.stop();
      await seal(AbortSignal.timeout(lastMs)).catch((err: unknown) =>
        log.error({ err }, "the ledger could not be signed"),
      );
    },
  };
}
