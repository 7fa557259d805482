import type { InsertStmt, Node, SelectStmt } from "@pgsql/types";
import { and, cast, column, derived, word, yes } from "./ast.ts";
import { textsOf } from "./texts.ts";
import { cannot, NamesMissing } from "./refusal.ts";
import { columnsOf, emptyScope, typeOf, type Item, type Names } from "./names.ts";
import { rewriteSelect } from "./scope.ts";

/** The rows that an INSERT gives, to be asked for under `alias`. */
export type Inserted = {
  readonly columns: readonly string[];
  readonly alias: string;
  readonly from: Node;
  /** What ON CONFLICT calls them. */
  readonly excluded: Item;
  readonly conflict: "error" | "nothing" | "update";
  /** The texts that new rows have in a column, where all of them are written out; of the key alone for ON CONFLICT. */
  readonly pins: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a row that is there has the key of a new one. */
  readonly matches: (row: (column: string) => Node) => Node;
};

/** The new rows; `index` makes their name in the queries one of its own. */
export function insertedRows(
  stmt: InsertStmt,
  index: number,
  table: string,
  names: Names,
): Inserted {
  const query = stmt.selectStmt;
  if (query === undefined || !("SelectStmt" in query)) {
    return cannot("an INSERT of the table's own defaults is not judged");
  }
  if (stmt.override !== undefined && stmt.override !== "OVERRIDING_NOT_SET") cannot("OVERRIDING");
  const columns = columnsIn(stmt, table, names);
  const alias = `envaudit_new_${index}`;
  const rows = rewriteSelect(query.SelectStmt, emptyScope, names);
  if (widthOf(rows) !== columns.length) cannot("its columns and values are not equally many");
  // As INSERT has it, each value takes the type of its column.
  const at = (one: string): Node => cast(column(alias, one), typeOf(names.tables, table, one));
  const keys = keysOf(stmt);
  if (keys.some((key) => !columns.includes(key))) cannot("its key is not among its columns");
  return {
    columns,
    alias,
    from: derived(rows, alias, columns),
    excluded: { alias: "excluded", table: undefined, columns, replace: at },
    conflict: conflictOf(stmt),
    pins: pinsIn(rows, columns, keys),
    matches: (row) => and(keys.map((key) => equal(row(key), at(key)))),
  };
}

/** A row that is there is meant for its key alone, whatever else the new one holds. */
function pinsIn(
  { valuesLists = [] }: SelectStmt,
  columns: readonly string[],
  keys: readonly string[],
): Inserted["pins"] {
  const rows = valuesLists.map((node) => ("List" in node ? (node.List.items ?? []) : []));
  const pins = new Map<string, ReadonlySet<string>>();
  for (const [index, name] of columns.entries()) {
    const texts = textsOf(rows.flatMap((row) => row[index] ?? []));
    const counts = keys.length === 0 || keys.includes(name);
    if (texts !== undefined && texts.size > 0 && counts) pins.set(name, texts);
  }
  return pins;
}

const equal = (lexpr: Node, rexpr: Node): Node => ({
  A_Expr: { kind: "AEXPR_OP", name: [word("=")], lexpr, rexpr },
});

function columnsIn(stmt: InsertStmt, table: string, names: Names): readonly string[] {
  const known = new Set(columnsOf(names.tables, table).map((one) => one.name));
  const columns = (stmt.cols ?? []).map((node) =>
    "ResTarget" in node ? (node.ResTarget.name ?? "") : "",
  );
  if (columns.length === 0) return cannot("an INSERT that names no columns is not judged");
  for (const one of columns) {
    if (!known.has(one)) throw new NamesMissing(`column ${one} of ${table}`);
  }
  return columns;
}

function widthOf(stmt: SelectStmt): number {
  if (stmt.larg !== undefined) return widthOf(stmt.larg);
  const [row] = stmt.valuesLists ?? [];
  if (row !== undefined && "List" in row) return row.List.items?.length ?? 0;
  return stmt.targetList?.length ?? 0;
}

function conflictOf({ onConflictClause }: InsertStmt): Inserted["conflict"] {
  switch (onConflictClause?.action) {
    case undefined:
    case "ONCONFLICT_NONE":
      return "error";
    case "ONCONFLICT_NOTHING":
      return "nothing";
    case "ONCONFLICT_UPDATE":
      return "update";
  }
}

/** The columns of ON CONFLICT, by which a new row is found to be there already. */
function keysOf({ onConflictClause }: InsertStmt): readonly string[] {
  if (onConflictClause === undefined) return [];
  const keys = (onConflictClause.infer?.indexElems ?? []).map((node) =>
    "IndexElem" in node ? node.IndexElem.name : undefined,
  );
  const named = keys.filter((key) => key !== undefined);
  if (named.length === 0 || named.length < keys.length) {
    return cannot("an ON CONFLICT that names no columns is not judged");
  }
  return named;
}

type Conflict = {
  readonly targets: readonly Node[];
  readonly where: Node | undefined;
  readonly matches: (row: (column: string) => Node) => Node;
};

/** What an INSERT does to rows that are there: those with the key of a new one. */
export function onConflict({ onConflictClause }: InsertStmt, inserted: Inserted): Conflict {
  const isUpdate = inserted.conflict === "update";
  return {
    targets: (isUpdate ? onConflictClause?.targetList : undefined) ?? [],
    where: isUpdate ? onConflictClause?.whereClause : undefined,
    matches: inserted.conflict === "error" ? () => yes : inserted.matches,
  };
}
