import { TargetError } from "../model/errors.ts";
import type { Row, SampleRead, SampleResult } from "../facts/read.ts";
import { countedFrom } from "./pages.ts";

/** How rows of a sample are asked for. */
export type SamplePages<R extends { readonly id: number }> = {
  /** The rows with the highest ids, highest first. */
  readonly newest: (most: number) => Promise<readonly R[]>;
  readonly ofIds: (ids: readonly number[]) => Promise<readonly R[]>;
  /** How many rows there are; left out where an answer is complete by construction, as PostgreSQL's is. */
  readonly count?: () => Promise<number>;
};

// A table of values of a megabyte gives fewer rows; with less than this an answer says nothing.
const fewestRows = 30;

/**
 * Ids spread over those up to `last`: one in each stretch of a length that is a power of two, at a place that
 * its number alone decides. As a table grows its sample stays the same until it has doubled, so that numbers
 * of findings change when data does. Between `count` and twice as many.
 */
export function spreadIds(last: number, count: number): readonly number[] {
  const stretch = 2 ** Math.max(0, Math.floor(Math.log2(last / count)));
  const ids: number[] = [];
  for (let first = 1; first <= last; first += stretch) {
    // Multiplicative hashing (Knuth, 6.4): even, and the same everywhere.
    const place = (Math.imul(first, 2_654_435_761) >>> 8) % stretch;
    if (first + place <= last) ids.push(first + place);
  }
  return ids;
}

/**
 * The newest rows, and where there are more of them as many spread over the rest. Asks for fewer where an
 * answer would be too large.
 */
export async function sampleRows(
  { rows }: Pick<SampleRead, "rows">,
  pages: SamplePages<Row>,
): Promise<SampleResult> {
  for (let most = rows; ; most = Math.floor(most / 4)) {
    try {
      return await take(most, pages);
    } catch (error) {
      const tooLarge = error instanceof TargetError && error.reason === "response_too_large";
      if (!tooLarge || most / 4 < fewestRows) throw error;
    }
  }
}

async function take(
  most: number,
  { newest, ofIds, count }: SamplePages<Row>,
): Promise<SampleResult> {
  const latest = await newest(most);
  const oldest = latest.at(-1);
  if (oldest === undefined || oldest.id <= 1) return { rows: latest, complete: true };
  if (latest.length < most) {
    // Whoever cuts lists shorter than asked for cuts them here or above.
    const isWhole = latest.length < countedFrom || (await count?.()) === latest.length;
    if (count === undefined || isWhole) return { rows: latest, complete: true };
  }
  const rest = await ofIds(spreadIds(oldest.id - 1, most));
  return { rows: [...latest, ...rest], complete: false };
}
