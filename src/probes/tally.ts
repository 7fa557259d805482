import type { Tally } from "../facts/tally.ts";

/** `12 contacts`, `1000 or more contacts`. */
export function countOf(tally: Tally, one: string, many: string): string {
  return `${tally.count}${tally.orMore ? " or more" : ""} ${tally.count === 1 && !tally.orMore ? one : many}`;
}

/** `ids 3, 7, 9` or `ids 3, 7, 9, …` where there are more. */
export function idsOf(tally: Tally): string {
  const more = tally.orMore || tally.count > tally.sample.length ? ", …" : "";
  return `id${tally.count === 1 ? "" : "s"} ${tally.sample.join(", ")}${more}`;
}
