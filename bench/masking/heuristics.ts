import { detect, identifierKinds, type IdentifierKind } from "../../src/facts/personal/detect.ts";
import { lookedAs } from "../../src/facts/personal/values.ts";
import { copyOf, methods, type Method } from "./masks.ts";
import { nearMisses } from "./near-misses.ts";
import { random, type Random } from "./random.ts";
import type { Column } from "./tables.ts";
import { add, both, emptyTally, recall, sum, table, type Tally } from "./tally.ts";
import type { Cell } from "./writing.ts";

const marker = "odoo_cyph_";
const nothingSafe = { domains: [], prefixes: [] };
const leastRecall = 0.95;
const demanded: readonly IdentifierKind[] = ["email", "phone", "iban", "card"];

type ByKind = Readonly<Record<IdentifierKind, Tally>>;
const byKind = (): ByKind => ({
  email: emptyTally(),
  phone: emptyTally(),
  iban: emptyTally(),
  card: emptyTally(),
  vat: emptyTally(),
});

function look(cells: readonly Cell[], as: "email" | "phone" | "text", into: ByKind): void {
  for (const { value, holds } of cells) {
    const { kinds } = detect(value, as, marker, nothingSafe);
    for (const kind of identifierKinds) add(into[kind], holds.includes(kind), kinds.includes(kind));
  }
}

/**
 * What values alone give away, without production: identifiers planted in masked columns, method by method.
 * After a shuffle every value is still somebody's, so that each counts as one to be found; what a mask that
 * keeps the form makes is nobody's, and looks the same.
 */
export function heuristics(
  columns: readonly Column[],
  leaks: number,
  seed: number,
): readonly string[] {
  const by = random(seed);
  const kinds = byKind();
  const perMethod = new Map<Method, ByKind>(methods.map((method) => [method, byKind()]));
  const rows: string[][] = [];
  for (const column of columns) {
    const { model, column: name, kind } = column.place;
    const as = lookedAs(kind);
    if (as === undefined) continue;
    const row = [`${model}.${name}`];
    for (const method of methods) {
      const { cells } = copyOf(column, method, leaks, by);
      const here = byKind();
      look(cells, as, here);
      const of = perMethod.get(method);
      for (const each of identifierKinds) {
        for (const total of [kinds[each], of?.[each]]) {
          if (total === undefined) continue;
          Object.assign(total, sum([total, here[each]]));
        }
      }
      row.push(both(sum(Object.values(here))));
    }
    rows.push(row);
  }
  console.log("\nvalues alone, without production: recall/precision of planted identifiers");
  table(["place", ...methods], rows);
  console.log("");
  table(
    ["kind", ...methods, "all"],
    identifierKinds.map((kind) => [
      kind,
      ...methods.map((method) => both(perMethod.get(method)?.[kind] ?? emptyTally())),
      both(kinds[kind]),
    ]),
  );
  told(by);
  return demanded
    .filter((kind) => !(recall(kinds[kind]) >= leastRecall))
    .map(
      (kind) =>
        `recall of ${kind} by values alone is ${recall(kinds[kind]).toFixed(3)}, below ${leastRecall}`,
    );
}

/** Near misses beside as many real ones: how often the former are taken for the latter. */
function told(by: Random): void {
  const each = 2000;
  console.log("");
  table(
    ["near misses", "taken for real"],
    identifierKinds.map((kind) => {
      let wrong = 0;
      for (let i = 0; i < each; i++) {
        const { kinds } = detect(`Note: ${nearMisses[kind](by)}`, "text", marker, nothingSafe);
        if (kinds.length > 0) wrong++;
      }
      return [kind, `${wrong} of ${each}`];
    }),
  );
}
