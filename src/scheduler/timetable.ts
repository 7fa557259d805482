import { fireTimes } from "./fire-times.ts";
import type { FireTimes } from "./fire-times.ts";
import { spreadMs } from "./spread.ts";
import type { Target } from "./types.ts";

/** A slot whose time has come. `at` is its fire time, before the spread, in milliseconds since 1970. */
export type Due<K extends string> = { readonly target: Target<K>; readonly at: number };

type Entry<K extends string> = {
  readonly target: Target<K>;
  readonly times: FireTimes;
  readonly offset: number;
  /** The fire time that is waited for. */
  next: number | undefined;
  /** Not before this time, whatever is due. */
  pausedUntil: number;
};

/**
 * Knows which slot each target waits for. It is asked again and again what is due, and answers with the
 * latest slot alone: a late question (start, sleep, a busy processor) is answered like a punctual one, and
 * what was missed twice is caught up once. All times in milliseconds since 1970.
 */
export type Timetable<K extends string> = {
  due(now: number): readonly Due<K>[];
  /** The slot could not be taken: it is due again at `until`, unless a later one is by then. */
  postpone(due: Due<K>, until: number): void;
  /** New targets are due at once, targets whose times changed at their next time. */
  reload(targets: readonly Target<K>[], now: number): void;
  find(kind: string, environment: string): Target<K> | undefined;
  list(): readonly { readonly target: Target<K>; readonly startsAt: number | undefined }[];
};

export const keyOf = (slot: { readonly kind: string; readonly environment: string }): string =>
  JSON.stringify([slot.kind, slot.environment]);

export function createTimetable<K extends string>(): Timetable<K> {
  let entries: ReadonlyMap<string, Entry<K>> = new Map();
  let asked = -Infinity;

  function due(now: number): readonly Due<K>[] {
    if (now < asked) for (const entry of entries.values()) waitForNext(entry, now); // clock was set back
    asked = now;
    const found: Due<K>[] = [];
    for (const entry of entries.values()) {
      const { next, offset, target, times } = entry;
      if (next === undefined || now < next + offset || now < entry.pausedUntil) continue;
      const at = times.previous(now - offset) ?? next;
      entry.next = times.next(at);
      found.push({ target, at });
    }
    return found;
  }

  function postpone({ target, at }: Due<K>, until: number): void {
    const entry = entries.get(keyOf(target));
    if (entry?.target !== target) return;
    entry.next = at;
    entry.pausedUntil = until;
  }

  function reload(targets: readonly Target<K>[], now: number): void {
    const before = entries;
    entries = new Map(targets.map((t) => [keyOf(t), renewed(before.get(keyOf(t)), t, now)]));
  }

  return {
    due,
    postpone,
    reload,
    find: (kind, environment) => entries.get(keyOf({ kind, environment }))?.target,
    list: () =>
      [...entries.values()].map(({ target, next, offset }) => ({
        target,
        startsAt: next === undefined ? undefined : next + offset,
      })),
  };
}

function renewed<K extends string>(
  before: Entry<K> | undefined,
  target: Target<K>,
  now: number,
): Entry<K> {
  const isSame = before?.target.cron === target.cron && before.target.timezone === target.timezone;
  if (before !== undefined && isSame) return { ...before, target };
  const times = fireTimes(target.cron, target.timezone);
  const offset = spreadMs(target.environment, times.shortestGapMs);
  const entry: Entry<K> = { target, times, offset, next: undefined, pausedUntil: -Infinity };
  waitForNext(entry, now);
  if (before === undefined) entry.next = times.previous(now - offset) ?? entry.next;
  return entry;
}

function waitForNext<K extends string>(entry: Entry<K>, now: number): void {
  entry.next = entry.times.next(now - entry.offset);
}
