import { describe, expect, it } from "vitest";
import { judgeColumn, type ColumnVerdict } from "../../../src/probes/masking/compared-column.ts";
import type { ComparedModel } from "../../../src/model/fingerprint.ts";
import { compare, take, tableOf, type Values } from "./support.ts";

const cities = ["Ghent", "Liège", "Bruges", "Namur"];
const original = (id: number): Values => ({
  name: `Person ${id}`,
  email: `person${id}@harbour-goods.com`,
  city: cities[id % 4] ?? null,
});
const masked = (id: number): Values => ({
  name: `Masked ${id}`,
  email: `masked${id}@example.com`,
  city: "Nowhere",
});

function verdicts(compared: ComparedModel): Readonly<Record<string, ColumnVerdict["is"]>> {
  return Object.fromEntries(
    compared.columns.map((column) => {
      const low = column.column === "city";
      const asked = { low, confidence: 0.95, leakRate: 0.001 };
      return [column.column, judgeColumn(column, compared, asked).is];
    }),
  );
}
const clear = { name: "clear", email: "clear", city: "clear" };

describe("a copy compared with every row of the original", async () => {
  const taken = await take(tableOf(4000, original));

  it("is clear when every value was replaced", async () => {
    expect(verdicts(await compare(taken, tableOf(4000, masked)))).toEqual(clear);
  });

  it("is clear when every value was taken out, or every row", async () => {
    const empty = tableOf(4000, () => ({ name: null, email: null, city: null }));
    expect(verdicts(await compare(taken, empty))).toEqual(clear);
    expect(verdicts(await compare(taken, new Map()))).toEqual(clear);
  });

  it("leaks in every column when nothing was masked, whatever case and blanks it has now", async () => {
    const raw = tableOf(4000, (id) => {
      const { name, email, city } = original(id);
      return { name: `  ${name?.toUpperCase()} `, email: email ?? null, city: city ?? null };
    });
    const compared = await compare(taken, raw);
    expect(verdicts(compared)).toEqual({ name: "leak", email: "leak", city: "leak" });
    expect(compared.columns[0]).toMatchObject({
      compared: 4000,
      rare: { matches: 4000, byChance: 0 },
      ids: [1, 2, 3, 4, 5],
    });
  });

  it("leaks when one row of four thousand was forgotten, and names it", async () => {
    const forgotten = tableOf(4000, (id) => (id === 2718 ? original(id) : masked(id)));
    const compared = await compare(taken, forgotten);
    expect(verdicts(compared)).toEqual({ name: "leak", email: "leak", city: "clear" });
    expect(compared.columns[1]?.ids).toEqual([2718]);
  });

  it("is clear when the values were shuffled: chance explains what still matches", async () => {
    // A fixed rotation of odd length keeps one row in place, as a random one does on average.
    const shuffled = tableOf(4000, (id) => original(id === 1 ? 1 : 2 + ((id * 1201) % 3999)));
    const compared = await compare(taken, shuffled);
    expect(verdicts(compared)).toEqual(clear);
    const [name] = compared.columns;
    expect(name?.rare.byChance).toBeGreaterThan(0.1);
  });

  it("leaks when a part of the shuffled rows was forgotten", async () => {
    const shuffled = tableOf(4000, (id) =>
      original(id % 100 === 0 ? id : 2 + ((id * 1201) % 3999)),
    );
    expect(verdicts(await compare(taken, shuffled))).toMatchObject({ name: "leak", email: "leak" });
  });

  it("does not take a row of the same id that was made at another time for the same row", async () => {
    const others = tableOf(4000, (id) => ({ ...original(id), born: "2" }));
    const compared = await compare(taken, others);
    expect(compared).toMatchObject({ looked: 4000, found: 4000, moved: 4000 });
    expect(verdicts(compared)).toEqual({ name: "unknown", email: "unknown", city: "unknown" });
  });

  it("counts rows that are newer, and those that are gone", async () => {
    const later = new Map([...tableOf(4100, masked)].filter(([id]) => id > 100));
    expect(await compare(taken, later)).toMatchObject({ rows: 4000, newer: 100, found: 3900 });
  });

  it("says nothing when no row of the original's is there and others are", async () => {
    const found = await compare(await take(tableOf(30, original)), new Map([[31, masked(31)]]));
    expect(verdicts(found)).toEqual(clear);
    const other = new Map([[30_000, masked(1)]]);
    const lost = await compare(await take(new Map([[40_000, original(1)]])), other);
    expect(verdicts(lost)).toMatchObject({ name: "unknown" });
  });
});

it("values that every Odoo has are nobody's", async () => {
  const everywhere = ["person 3", "ghent"];
  const taken = await take(tableOf(5, original), { everywhere });
  expect(taken.of.columns.map(({ values }) => values)).toEqual([4, 5, 4]);
  const compared = await compare(taken, tableOf(5, original));
  expect(compared.columns[0]?.ids).toEqual([1, 2, 4, 5]);
});

it("a column of one value tells masked data from unmasked no more", async () => {
  const same = tableOf(4000, () => ({ name: "Same", email: null, city: "Ghent" }));
  const compared = await compare(await take(same), same);
  expect(verdicts(compared)).toMatchObject({ name: "unknown", city: "unknown" });
});
