import type { Node, SelectStmt } from "@pgsql/types";
import { and, cast, column, exists, isNotTrue, or, same, select, target, word } from "./ast.ts";
import { rowAlias, rowsOf, type Effect } from "./effect.ts";
import type { Inserted } from "./insert.ts";
import { cannot } from "./refusal.ts";
import { columnsOf, typeOf, type Tables } from "./names.ts";
import { assigned, rowNow, rowOf, run, step, within, type Row } from "./state.ts";

/** The effects on one table in the order of the script, and the one that is asked about. */
export type Place = {
  readonly before: readonly Effect[];
  readonly effect: Effect;
  readonly after: readonly Effect[];
  readonly tables: Tables;
};

/** The rows behind one statement that the script would still change, remove or add: the `id` of each. */
export function driftQuery(place: Place): SelectStmt {
  const { effect } = place;
  return effect.inserted === undefined ? changedRows(place) : missingRows(place, effect.inserted);
}

/** The `id` of a row that has none. */
const noId: Node = cast(
  { A_Const: { isnull: true } },
  { names: [word("pg_catalog"), word("int4")], typemod: -1 },
);

function changedRows(place: Place): SelectStmt {
  const { effect, tables } = place;
  const hasId = columnsOf(tables, effect.table).some((one) => one.name === "id");
  return select({
    targets: [target(hasId ? column(rowAlias, "id") : noId, "id")],
    from: [rowsOf(effect.table)],
    where: and([driftOf(place), ...insertedLater(place).map(isNotTrue)]),
  });
}

/** Whether the statement would still change the row, in a column that no later one sets again. */
function driftOf(place: Place): Node {
  const { before, effect, tables } = place;
  const then = run(before, rowNow, tables).row;
  const own = step(effect, then, tables);
  if (effect.kind === "delete") return own.applies;
  const settled = settledIn(place, own.after);
  return and([
    own.applies,
    isNotTrue(within(own.instance, settled.columns(own.instance))),
    isNotTrue(settled.gone),
  ]);
}

/** Per column that the statement sets: as it sets it, or set again by a later statement that means the row. */
function settledIn({ effect, after, tables }: Place, row: Row) {
  const { steps } = run(after, row, tables);
  const later = (holds: (other: Effect) => boolean): Node =>
    or(after.flatMap((other, at) => (holds(other) ? (steps[at]?.applies ?? []) : [])));
  return {
    gone: later((other) => other.kind === "delete"),
    columns: (instance: Parameters<typeof assigned>[0]): readonly Node[] =>
      effect.sets.map((name) =>
        or([
          equal(effect, name, rowNow.value(name), assigned(instance, effect, name, tables), tables),
          later((other) => other.kind !== "delete" && other.sets.includes(name)),
        ]),
      ),
  };
}

/** Equal in the column's type; JSON as text, which PostgreSQL does not compare. */
function equal(effect: Effect, name: string, a: Node, b: Node, tables: Tables): Node {
  const type = typeOf(tables, effect.table, name);
  const last = type.names?.at(-1);
  const isJson = last !== undefined && "String" in last && last.String.sval === "json";
  const text = { names: [{ String: { sval: "text" } }], typemod: -1 };
  return isJson ? same(cast(a, text), cast(b, text)) : same(a, b);
}

/** For each later INSERT: whether the row is one that it made, when the script ran before. */
function insertedLater({ after, tables }: Place): readonly Node[] {
  return after.flatMap((effect, at) => {
    const { inserted } = effect;
    if (inserted === undefined) return [];
    const where = isInserted(effect, inserted, after.slice(at + 1), tables);
    return [exists({ from: [inserted.from], where })];
  });
}

/** Whether the row is as the new one is at the end of the script; a column that it leaves out may be as it is. */
function isInserted(
  effect: Effect,
  inserted: Inserted,
  after: readonly Effect[],
  tables: Tables,
): Node {
  const start = rowOf((name) =>
    inserted.columns.includes(name)
      ? (inserted.excluded.replace?.(name) ?? rowNow.value(name))
      : rowNow.value(name),
  );
  const { row } = run(after, start, tables);
  const names = new Set([...inserted.columns, ...after.flatMap((other) => other.sets)]);
  return and([
    ...[...names].map((name) => equal(effect, name, rowNow.value(name), row.value(name), tables)),
    isNotTrue(row.gone),
  ]);
}

/** The new rows of an INSERT that are not there. */
function missingRows(place: Place, inserted: Inserted): SelectStmt {
  const { effect, after, tables } = place;
  const isThere = exists({
    from: [rowsOf(effect.table)],
    where: or([isInserted(effect, inserted, after, tables), ...byKey(place, inserted)]),
  });
  const { row } = run(after, startOf(inserted), tables);
  const targets = [target(noId, "id")];
  const where = and([isNotTrue(isThere), isNotTrue(row.gone)]);
  return select({ targets, from: [inserted.from], where });
}

/** A new row alone: what it leaves out is the table's to decide, so nothing may depend on it. */
function startOf({ columns, excluded }: Inserted): Row {
  return rowOf((name) =>
    columns.includes(name) && excluded.replace !== undefined
      ? excluded.replace(name)
      : cannot("whether its row stays depends on a column that it leaves out"),
  );
}

/** Whether the row is the one that ON CONFLICT would find, and as it would leave it. */
function byKey(place: Place, inserted: Inserted): readonly Node[] {
  const { before, effect, tables } = place;
  if (inserted.conflict === "error") return [];
  const then = run(before, rowNow, tables).row;
  const own = step(effect, then, tables);
  const matches = inserted.matches(then.value);
  if (inserted.conflict === "nothing") return [matches];
  const settled = settledIn(place, own.after);
  const kept = isNotTrue(own.instance.where);
  return [and([matches, or([kept, and(settled.columns(own.instance))])])];
}
