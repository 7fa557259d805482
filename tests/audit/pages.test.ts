import { describe, expect, it } from "vitest";
import { allRows, pageSize, scanRows, type Page } from "../../src/audit/pages.ts";
import { everything, type Row, type ScanRead } from "../../src/facts/read.ts";

/** A table of so many rows, whose ids leave gaps, and what was asked of it. */
function table(count: number): { readonly page: Page<Row>; readonly asked: number[] } {
  const ids = Array.from({ length: count }, (_, index) => 3 * index + 1);
  const asked: number[] = [];
  const page: Page<Row> = (after) => {
    asked.push(after);
    const found = ids.filter((id) => id > after).slice(0, pageSize);
    return Promise.resolve(found.map((id) => ({ id })));
  };
  return { page, asked };
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
  it.each([0, 1, pageSize - 1])("reads %i rows in one call", async (count) => {
    const { page, asked } = table(count);
    expect(await allRows(page)).toHaveLength(count);
    expect(asked).toEqual([0]);
  });

  it("asks on after a full page, for what comes after its last row", async () => {
    const { page, asked } = table(pageSize);
    expect(await allRows(page)).toHaveLength(pageSize);
    expect(asked).toEqual([0, 3 * (pageSize - 1) + 1]);
  });

  it("gives every row once, in order", async () => {
    const { page, asked } = table(2 * pageSize + 5);
    const ids = (await allRows(page)).map((row) => row.id);
    expect(ids).toEqual(Array.from({ length: 2 * pageSize + 5 }, (_, index) => 3 * index + 1));
    expect(asked).toHaveLength(3);
  });

  it("never gives a part of too many rows", async () => {
    await expect(allRows(table(60_000).page)).rejects.toMatchObject({
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
    await expect(allRows(same)).rejects.toMatchObject({
      reason: "malformed_response",
      message: "rows are not in order of id",
    });
    expect(calls).toBe(2);
  });

  it("is as lost as its page", async () => {
    const broken: Page<Row> = () => Promise.reject(new Error("no page"));
    await expect(allRows(broken)).rejects.toThrow("no page");
  });
});

describe("scanRows", () => {
  it("keeps what it is told to, and counts what it saw", async () => {
    const { page } = table(pageSize + 10);
    const result = await scanRows(
      scan((row) => row.id <= 7),
      page,
    );
    expect(result).toEqual({
      scanned: pageSize + 10,
      kept: [{ id: 1 }, { id: 4 }, { id: 7 }],
      complete: true,
    });
  });

  it("stops at enough, and says that there may be more", async () => {
    const { page, asked } = table(3 * pageSize);
    const result = await scanRows(
      scan(() => true, 2),
      page,
    );
    expect(result).toEqual({ scanned: 2, kept: [{ id: 1 }, { id: 4 }], complete: false });
    expect(asked).toEqual([0]);
  });

  it("walks further than a read may hold", async () => {
    const result = await scanRows(
      scan(() => false),
      table(60_000).page,
    );
    expect(result).toEqual({ scanned: 60_000, kept: [], complete: true });
  });
});
