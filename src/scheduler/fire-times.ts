import { createTask, parse } from "node-cron";
import { wallClock } from "./wall-clock.ts";

const secondMs = 1000;
const dayMs = 86_400_000;
// 29 February on a given weekday comes again within 40 years, across 2100: what never matches ends there.
const maxDays = 40 * 366;

/** When a cron expression fires in its time zone. Times are milliseconds since 1970, whole seconds. */
export type FireTimes = {
  /** The first time after `instant`; undefined when there is none, as for the 31st day before the end of February. */
  next(instant: number): number | undefined;
  /** The last time at or before `instant`. */
  previous(instant: number): number | undefined;
  /** No two times are nearer to each other than this, but for a change of the clocks. */
  readonly shortestGapMs: number;
};

/**
 * node-cron reads the expression and says which days match; the way from the wall's time to the instant is
 * ours. node-cron itself cannot say the previous time, leaves out what falls into the hour that is skipped
 * in spring, and takes the first or the second of a repeated hour depending on the side of Greenwich.
 */
export function fireTimes(cron: string, timezone: string): FireTimes {
  const { wallOf, instantOf } = wallClock(timezone);
  const { hour, minute, second } = parse(cron);
  const times = timesOfDay(hour, minute, second);
  const latestFirst = times.toReversed();
  const firstOfDay = times[0] ?? 0;
  const matches = dayMatcher(cron);
  const isFireDay = (day: number) => matches(day + firstOfDay);

  /** Wall times after `wall`, soonest first. */
  function* after(wall: number): Generator<number> {
    let day = startOfDay(wall);
    for (let n = 0; n < maxDays; n += 1, day += dayMs) {
      if (!isFireDay(day)) continue;
      for (const time of times) if (day + time > wall) yield day + time;
    }
  }

  /** Wall times at or before `wall`, latest first. */
  function* before(wall: number): Generator<number> {
    let day = startOfDay(wall);
    for (let n = 0; n < maxDays; n += 1, day -= dayMs) {
      if (!isFireDay(day)) continue;
      for (const time of latestFirst) if (day + time <= wall) yield day + time;
    }
  }

  function next(instant: number): number | undefined {
    // In the second pass of a repeated hour the wall shows times whose instant is past: those are skipped.
    for (const wall of after(wallOf(instant))) {
      const at = instantOf(wall);
      if (at > instant) return at;
    }
    return undefined;
  }

  function previous(instant: number): number | undefined {
    // There, too, the latest past time may be one that the wall shows only later.
    const repeated = wallOf(instant - dayMs) + dayMs;
    for (const wall of before(Math.max(wallOf(instant), repeated))) {
      const at = instantOf(wall);
      if (at <= instant) return at;
    }
    return undefined;
  }

  return { next, previous, shortestGapMs: shortestGap(times) };
}

const startOfDay = (wall: number) => Math.floor(wall / dayMs) * dayMs;

/** Milliseconds into the day, ascending. */
function timesOfDay(
  hours: readonly number[],
  minutes: readonly number[],
  seconds: readonly number[],
): readonly number[] {
  const times = new Set<number>();
  for (const hour of hours) {
    for (const minute of minutes) {
      for (const second of seconds) times.add(((hour * 60 + minute) * 60 + second) * secondMs);
    }
  }
  return [...times].toSorted((a, b) => a - b);
}

function shortestGap(times: readonly number[]): number {
  let shortest = dayMs + (times[0] ?? 0) - (times.at(-1) ?? 0);
  for (const [index, time] of times.entries()) {
    shortest = Math.min(shortest, (times[index + 1] ?? Infinity) - time);
  }
  return shortest;
}

/** Whether node-cron's expression matches a wall time. The task is made for that alone and never started. */
function dayMatcher(cron: string): (wall: number) => boolean {
  const task = createTask(cron, () => undefined, { timezone: "UTC" });
  void task.destroy(); // out of node-cron's list of tasks; it still matches
  return (wall) => task.match(new Date(wall));
}
