import { describe, expect, it } from "vitest";
import {
  allRows,
  countedFrom,
  pageSize,
  scanRows,
  scanTogether,
  type Page,
} from "../../src/audit/pages.ts";
import { everything, type Row, type ScanRead } from "../../src/facts/read.ts";

type Table = {
  readonly page: Page<Row>;
  readonly count: () => Promise<number>;
  /** What was asked of it, in order: the id that a page begins after, or the count. */
  readonly asked: (number | "count")[];
};

/** A table of so many rows, whose ids leave gaps; `cut` says how many rows a page has at most. */
function table(count: number, cut = pageSize): Table {
  const ids = Array.from({ length: count }, (_, index) => 3 * index + 1);
  const asked: (number | "count")[] = [];
  return {
    asked,
    page: (after) => {
      asked.push(after);
      const found = ids.filter((id) => id > after).slice(0, cut);
      return Promise.resolve(found.map((id) => ({ id })));
    },
    count: () => {
      asked.push("count");
      return Promise.resolve(count);
    },
  };
}

const scan = (keep: (row: Row) => boolean, enough = 1000): ScanRead => ({
  kind: "scan",
  model: "res.partner",
  fields: {},
  where: everything,
  keep,
  enough,
});

describe("allRows", () => {
  it.each([0, 1, countedFrom - 1])("reads %i rows in one call", async (count) => {
    const { asked, ...pages } = table(count);
    expect(await allRows(pages)).toHaveLength(count);
    expect(asked).toEqual([0]);
  });

  it.each([countedFrom, pageSize - 1])("counts the %i rows of a page as well", async (count) => {
    const { asked, ...pages } = table(count);
    expect(await allRows(pages)).toHaveLength(count);
    expect(asked).toEqual([0, "count"]);
  });

  it("asks on after a full page, for what comes after its last row, and counts", async () => {
    const { asked, ...pages } = table(pageSize);
    expect(await allRows(pages)).toHaveLength(pageSize);
    expect(asked).toEqual([0, 3 * (pageSize - 1) + 1, "count"]);
  });

  it("gives every row once, in order", async () => {
    const { asked, ...pages } = table(2 * pageSize + 5);
    const ids = (await allRows(pages)).map((row) => row.id);
    expect(ids).toEqual(Array.from({ length: 2 * pageSize + 5 }, (_, index) => 3 * index + 1));
    expect(asked).toHaveLength(4);
  });

  it("counts nothing where pages are complete by construction", async () => {
    const { page, asked } = table(pageSize);
    expect(await allRows({ page })).toHaveLength(pageSize);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["cut short", 5000, 500],
    ["cut to what a page of the web client holds", 81, 80],
    ["one row short", pageSize, pageSize - 1],
  ])("is not complete when its first page is %s", async (_, count, cut) => {
    await expect(allRows(table(count, cut))).rejects.toMatchObject({
      reason: "malformed_response",
      message: `Odoo gave ${cut} rows and counts ${count}, a second time too: the read is not complete`,
    });
  });

  it("reads once more when a row went or came between the rows and the count", async () => {
    let reads = 0;
    const page: Page<Row> = () => {
      reads += 1;
      return Promise.resolve(
        Array.from({ length: 99 + reads }, (__, index) => ({ id: index + 1 })),
      );
    };
    expect(await allRows({ page, count: () => Promise.resolve(101) })).toHaveLength(101);
    expect(reads).toBe(2);
  });

  it("never gives a part of too many rows", async () => {
    await expect(allRows(table(60_000))).rejects.toMatchObject({
      reason: "response_too_large",
      message: "more than 50000 records",
    });
  });

  it("does not walk for ever where pages do not move on", async () => {
    let calls = 0;
    const same: Page<Row> = () => {
      calls += 1;
      return Promise.resolve(Array.from({ length: pageSize }, (_, index) => ({ id: index + 1 })));
    };
    await expect(allRows({ page: same })).rejects.toMatchObject({
      reason: "malformed_response",
      message: "rows are not in order of id",
    });
    expect(calls).toBe(2);
  });

  it("is as lost as its page", async () => {
    const broken: Page<Row> = () => Promise.reject(new Error("no page"));
    await expect(allRows({ page: broken })).rejects.toThrow("no page");
  });
});

describe("scanRows", () => {
  it("keeps what it is told to, and counts what it saw", async () => {
    const result = await scanRows(
      scan((row) => row.id <= 7),
      table(pageSize + 10),
    );
    expect(result).toEqual({
      scanned: pageSize + 10,
      kept: [{ id: 1 }, { id: 4 }, { id: 7 }],
      complete: true,
    });
  });

  it("stops at enough, and says that there may be more", async () => {
    const { asked, ...pages } = table(3 * pageSize);
    const result = await scanRows(
      scan(() => true, 2),
      pages,
    );
    expect(result).toEqual({ scanned: 2, kept: [{ id: 1 }, { id: 4 }], complete: false });
    expect(asked).toEqual([0]);
  });

  it("walks further than a read may hold", async () => {
    const result = await scanRows(
      scan(() => false),
      table(60_000),
    );
    expect(result).toEqual({ scanned: 60_000, kept: [], complete: true });
  });

  it("is not complete when a page is cut short, unless it had found enough", async () => {
    const keep = (row: Row): boolean => row.id <= 7;
    await expect(scanRows(scan(keep), table(200, 100))).rejects.toMatchObject({
      reason: "malformed_response",
    });
    expect(await scanRows(scan(keep, 2), table(200, 100))).toMatchObject({ complete: false });
  });
});

describe("scanTogether", () => {
  const odd = (enough: number) => ({
    keep: () => true,
    enough,
    rowOf: (row: Row) => (row.id % 2 === 1 ? row : undefined),
  });
  const all = (enough: number) => ({ keep: () => true, enough, rowOf: (row: Row) => row });

  it("gives each scan its own rows out of one walk", async () => {
    const { asked, ...pages } = table(4); // ids 1, 4, 7, 10
    expect(await scanTogether([odd(10), all(10)], pages)).toEqual([
      { scanned: 2, kept: [{ id: 1 }, { id: 7 }], complete: true },
      { scanned: 4, kept: [{ id: 1 }, { id: 4 }, { id: 7 }, { id: 10 }], complete: true },
    ]);
    expect(asked).toEqual([0]);
  });

  it("goes on for the one that has not enough, and stops when all have", async () => {
    const { asked, ...pages } = table(2 * pageSize);
    const [first, second] = await scanTogether([all(2), odd(pageSize)], pages);
    expect(first).toMatchObject({ scanned: 2, complete: false });
    expect(second).toMatchObject({ scanned: pageSize, complete: false });
    expect(asked).toHaveLength(2);
    const early = table(2 * pageSize);
    await scanTogether([all(2), odd(2)], early);
    expect(early.asked).toEqual([0]);
  });
});
