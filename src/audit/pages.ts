import { TargetError } from "../model/errors.ts";
import type { Row, ScanRead, ScanResult } from "../facts/read.ts";

/** Rows per call: one call for nearly every model, and an answer of well under a megabyte. */
export const pageSize = 2000;

// The most rows that one read holds in memory, and the most that a scan, which holds none, walks through:
// beyond, the answer is "too large", never a part of it.
const mostRows = 50_000;
const mostScanned = 2_000_000;

/** One page: the rows with an id above `after`, in the order of their ids, at most `pageSize`. */
export type Page<R extends { readonly id: number }> = (after: number) => Promise<readonly R[]>;

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

/** Every row of a read, complete or not at all. */
export async function allRows<R extends { readonly id: number }>(page: Page<R>): Promise<R[]> {
  const rows: R[] = [];
  for await (const part of pagesOf(page, mostRows)) rows.push(...part);
  return rows;
}

/** Walks a scan page by page, holding only what it keeps. */
export async function scanRows(read: ScanRead, page: Page<Row>): Promise<ScanResult> {
  const kept: Row[] = [];
  let scanned = 0;
  for await (const part of pagesOf(page, mostScanned)) {
    for (const row of part) {
      scanned++;
      if (read.keep(row)) kept.push(row);
      if (kept.length >= read.enough) return { scanned, kept, complete: false };
    }
  }
  return { scanned, kept, complete: true };
}
