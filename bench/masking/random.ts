/** A seeded source of chance (mulberry32), so that every run has the same data. */
export type Random = {
  /** A whole number from 0 to below `most`. */
  readonly below: (most: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
  readonly digits: (count: number) => string;
  readonly shuffled: <T>(list: readonly T[]) => readonly T[];
};

export function random(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (most: number): number => Math.floor(next() * most);
  const pick = <T>(from: readonly T[]): T => {
    const one = from[below(from.length)];
    if (one === undefined) throw new Error("there is nothing to pick from");
    return one;
  };
  return {
    below,
    pick,
    chance: (share) => next() < share,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(""),
    shuffled(list) {
      const all = [...list];
      for (let i = all.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [all[i], all[j]] = [all[j] as (typeof all)[number], all[i] as (typeof all)[number]];
      }
      return all;
    },
  };
}
