import type { Target } from "./types.ts";

type Ranked = Pick<Target, "rank" | "holdMs">;

/**
 * Begins every item of one moment, and tells each when it is its turn: at once for the lowest rank; for a
 * higher one when all work of the lower ranks has ended, or has held it up for as long as it may. `begin`
 * must not reject. Nobody is held up any longer once `closed` is aborted.
 */
export function beginInRanks<T>(
  items: readonly T[],
  rankedOf: (item: T) => Ranked,
  begin: (item: T, turn: Promise<void>) => Promise<void>,
  closed: AbortSignal,
): void {
  const groups = Map.groupBy(items, (item) => rankedOf(item).rank);
  let turn = Promise.resolve();
  for (const [, group] of [...groups].toSorted(([a], [b]) => a - b)) {
    const mine = turn;
    const ended = Promise.all(group.map((item) => begin(item, mine)));
    const holdMs = Math.max(...group.map((item) => rankedOf(item).holdMs));
    turn = mine.then(() => atMost(ended, holdMs, closed));
  }
}

/** Resolves with `done`, after `ms`, or when the signal is aborted: whichever comes first. */
async function atMost(done: Promise<unknown>, ms: number, closed: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  const leave = (): void => over.resolve();
  closed.addEventListener("abort", leave, { once: true });
  if (closed.aborted) leave();
  try {
    await Promise.race([done, over.promise]);
  } finally {
    clearTimeout(timer);
    closed.removeEventListener("abort", leave);
  }
}
