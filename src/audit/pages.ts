import { TargetError } from "../model/errors.ts";
import { plural } from "../model/text.ts";
import type { Row, ScanRead, ScanResult } from "../facts/read.ts";

/** Rows per call: one call for nearly every model, and an answer of well under a megabyte. */
export const pageSize = 2000;

// The most rows that one read holds in memory, and the most that a scan, which holds none, walks through:
// beyond, the answer is "too large", never a part of it.
const mostRows = 50_000;
const mostScanned = 2_000_000;

/**
 * From so many rows on a single page is counted as well. It is the least that we know anybody to cut lists
 * to (Odoo's own web client): whoever cuts them shorter than asked for would cut them there or above.
 */
export const countedFrom = 80;

/** One page: the rows with an id above `after`, in the order of their ids, at most `pageSize`. */
export type Page<R extends { readonly id: number }> = (after: number) => Promise<readonly R[]>;
export type Pages<R extends { readonly id: number }> = {
  readonly page: Page<R>;
  /**
   * How many rows there are by a count of their own; left out where a page is complete by construction, as
   * PostgreSQL's are.
   */
  readonly count?: () => Promise<number>;
};

const tooMany = (most: number): TargetError =>
  new TargetError("response_too_large", `more than ${most} records`);

/** Every page until a short one. A page that does not move on is malformed: no endless loop on bad servers. */
async function* pagesOf<R extends { readonly id: number }>(
  page: Page<R>,
  most: number,
): AsyncGenerator<readonly R[]> {
  let after = 0;
  let seen = 0;
  for (;;) {
    const rows = await page(after);
    yield rows;
    if (rows.length < pageSize) return;
    seen += rows.length;
    if (seen >= most) throw tooMany(most);
    const last = rows.at(-1)?.id ?? 0;
    if (last <= after) throw new TargetError("malformed_response", "rows are not in order of id");
    after = last;
  }
}

/**
 * What `read` gives, once as many rows were read as are counted. Rows come and go while they are read, so
 * that a difference is looked at a second time; then the pages are not complete, and nobody knows what they
 * lack.
 */
async function counted<T extends { readonly rows: number; readonly whole: boolean }>(
  read: () => Promise<T>,
  count: (() => Promise<number>) | undefined,
): Promise<T> {
  const first = await read();
  if (count === undefined || !first.whole || first.rows < countedFrom) return first;
  if (first.rows === (await count())) return first;
  const second = await read();
  if (!second.whole) return second;
  const there = await count();
  if (second.rows === there) return second;
  throw new TargetError(
    "malformed_response",
    `Odoo gave ${plural(second.rows, "row")} and counts ${there}, a second time too: the read is not complete`,
  );
}

/** Every row of a read, complete or not at all. */
export async function allRows<R extends { readonly id: number }>({
  page,
  count,
}: Pages<R>): Promise<readonly R[]> {
  const read = async () => {
    const all: R[] = [];
    for await (const part of pagesOf(page, mostRows)) all.push(...part);
    return { all, rows: all.length, whole: true };
  };
  return (await counted(read, count)).all;
}

/** One of the scans that walk through the same pages. */
export type Scan<R> = Pick<ScanRead, "keep" | "enough"> & {
  /** A row as the scan sees it; undefined for one that its own search would not find. */
  readonly rowOf: (raw: R) => Row | undefined;
};

type Walked = { kept: Row[]; rows: number; ended: boolean };

/** Walks scans of one model page by page together, holding only what each keeps. */
export async function scanTogether<R extends { readonly id: number }>(
  scans: readonly Scan<R>[],
  { page, count }: Pages<R>,
): Promise<readonly ScanResult[]> {
  const walk = async () => {
    const walked = scans.map((): Walked => ({ kept: [], rows: 0, ended: false }));
    let rows = 0;
    for await (const part of pagesOf(page, mostScanned)) {
      for (const raw of part) {
        rows++;
        scans.forEach((scan, index) => look(raw, scan, walked[index]));
        if (walked.every(({ ended }) => ended)) return { walked, rows, whole: false };
      }
    }
    return { walked, rows, whole: true };
  };
  const { walked } = await counted(walk, count);
  return walked.map(({ kept, rows, ended }) => ({ scanned: rows, kept, complete: !ended }));
}

function look<R>(raw: R, { rowOf, keep, enough }: Scan<R>, walked: Walked | undefined): void {
  if (walked === undefined || walked.ended) return;
  const row = rowOf(raw);
  if (row === undefined) return;
  walked.rows++;
  if (keep(row)) walked.kept.push(row);
  // What was found is enough, whatever the rest holds.
  walked.ended = walked.kept.length >= enough;
}

/** One scan alone, whose pages hold its own rows. */
export async function scanRows({ keep, enough }: ScanRead, pages: Pages<Row>): Promise<ScanResult> {
  const [result] = await scanTogether([{ keep, enough, rowOf: (row) => row }], pages);
  return result ?? { scanned: 0, kept: [], complete: true };
}
