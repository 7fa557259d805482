import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleRows, spreadIds, type SamplePages } from "../../src/audit/sample.ts";
import type { Row } from "../../src/facts/read.ts";
import { TargetError } from "../../src/model/errors.ts";

const rowsFrom = (first: number, last: number): readonly Row[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({ id: first + index }));

/** A table with these rows, and what it was asked. */
function table(rows: readonly Row[], change: Partial<SamplePages<Row>> = {}) {
  const asked: string[] = [];
  const pages: SamplePages<Row> = {
    async newest(most) {
      asked.push(`newest ${most}`);
      return await Promise.resolve(rows.toSorted((a, b) => b.id - a.id).slice(0, most));
    },
    async ofIds(ids) {
      asked.push("ids");
      return await Promise.resolve(rows.filter(({ id }) => ids.includes(id)));
    },
    ...change,
  };
  return { asked, pages };
}

describe("spread ids", () => {
  it("are between as many as wanted and twice as many, one in each stretch, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 50_000_000 }), (last) => {
        const ids = spreadIds(last, 500);
        expect(ids.length).toBeGreaterThanOrEqual(499);
        expect(ids.length).toBeLessThanOrEqual(1000);
        expect(ids.every((id, at) => id > (ids[at - 1] ?? 0) && id <= last)).toBe(true);
      }),
    );
  });

  it("stay the same while a table grows, until it has doubled", () => {
    const before = spreadIds(40_000, 500);
    expect(spreadIds(60_000, 500).slice(0, before.length)).toEqual(before);
  });

  it("are every id of a small table", () => {
    expect(spreadIds(7, 500)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe("a sample", () => {
  it("is every row of a small table, by one call", async () => {
    const { pages, asked } = table(rowsFrom(1, 40));
    expect(await sampleRows({ rows: 500 }, pages)).toMatchObject({ complete: true });
    expect(asked).toEqual(["newest 500"]);
  });

  it("is the newest rows of a large one and some of all the rest, none of them twice", async () => {
    const { pages } = table(rowsFrom(1, 10_000));
    const { rows, complete } = await sampleRows({ rows: 500 }, pages);
    const ids = rows.map(({ id }) => id);
    expect(complete).toBe(false);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id > 9500)).toHaveLength(500);
    for (let tenth = 0; tenth < 9; tenth++) {
      const there = ids.filter((id) => id > tenth * 1000 && id <= (tenth + 1) * 1000);
      expect(there.length).toBeGreaterThan(30);
    }
  });

  it("asks for fewer rows where the answer would be too large, and gives up on a few", async () => {
    const tooLarge = new TargetError("response_too_large", "more than 32 MiB");
    const rows = rowsFrom(1, 10_000);
    const large = table(rows, {
      newest: (most) =>
        most > 200 ? Promise.reject(tooLarge) : Promise.resolve(rows.toReversed().slice(0, most)),
    });
    expect((await sampleRows({ rows: 500 }, large.pages)).rows.length).toBeGreaterThan(125);
    const huge = table(rows, { newest: () => Promise.reject(tooLarge) });
    await expect(sampleRows({ rows: 500 }, huge.pages)).rejects.toThrow("more than 32 MiB");
  });

  it("takes no list that somebody cut for the whole", async () => {
    const rows = rowsFrom(1, 300);
    const cut = table(rows, {
      newest: () => Promise.resolve(rows.toReversed().slice(0, 80)),
      count: () => Promise.resolve(300),
    });
    const sample = await sampleRows({ rows: 500 }, cut.pages);
    expect(sample.complete).toBe(false);
    expect(sample.rows).toHaveLength(300);
  });
});
