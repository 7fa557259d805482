/** How often a detector was right. */
export type Tally = { hits: number; misses: number; falseAlarms: number };

export const emptyTally = (): Tally => ({ hits: 0, misses: 0, falseAlarms: 0 });

export function add(tally: Tally, isThere: boolean, isTold: boolean): void {
  if (isThere && isTold) tally.hits++;
  else if (isThere) tally.misses++;
  else if (isTold) tally.falseAlarms++;
}

export function sum(tallies: readonly Tally[]): Tally {
  const all = emptyTally();
  for (const { hits, misses, falseAlarms } of tallies) {
    all.hits += hits;
    all.misses += misses;
    all.falseAlarms += falseAlarms;
  }
  return all;
}

/** Of what is there, the share that was told; NaN where nothing is there. */
export const recall = ({ hits, misses }: Tally): number => hits / (hits + misses);
/** Of what was told, the share that is there; NaN where nothing was told. */
export const precision = ({ hits, falseAlarms }: Tally): number => hits / (hits + falseAlarms);

const share = (value: number): string => (Number.isNaN(value) ? "   – " : value.toFixed(3));

/** `recall/precision`, three digits each. */
export const both = (tally: Tally): string => `${share(recall(tally))}/${share(precision(tally))}`;

/** A table with its first column as wide as it needs. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  for (const row of all) {
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}
