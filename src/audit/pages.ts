import { TargetError } from "../model/errors.ts";
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
    `Odoo gave ${second.rows} rows and counts ${there}, a second time too: the read is not complete`,
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

/** Walks a scan page by page, holding only what it keeps. */
export async function scanRows(
  { keep, enough }: ScanRead,
  { page, count }: Pages<Row>,
): Promise<ScanResult> {
  const walk = async () => {
    const kept: Row[] = [];
    let rows = 0;
    for await (const part of pagesOf(page, mostScanned)) {
      for (const row of part) {
        rows++;
        if (keep(row)) kept.push(row);
        // What was found is enough, whatever the rest holds.
        if (kept.length >= enough) return { kept, rows, whole: false };
      }
    }
    return { kept, rows, whole: true };
  };
  const { kept, rows, whole } = await counted(walk, count);
  return { scanned: rows, kept, complete: whole };
}
