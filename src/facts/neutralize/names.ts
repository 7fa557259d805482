import type { Node, RangeVar, TypeName } from "@pgsql/types";
import { cannot, NamesMissing } from "./refusal.ts";

/** A column of a table; `type` is undefined where it is none whose values can be compared. */
export type Column = { readonly name: string; readonly type: TypeName | undefined };
/** The plain tables that a script may name, by name; a table that is not there is not in the map. */
export type Tables = ReadonlyMap<string, readonly Column[]>;

/** What the columns of one name in FROM are: of a table, of a subselect, or of the row that is changed. */
export type Item = {
  readonly alias: string;
  readonly table: string | undefined;
  readonly columns: readonly string[];
  /** Gives the expression that takes a column's place; for the row that is changed. */
  readonly replace?: (column: string) => Node;
};
export type Scope = {
  readonly items: readonly Item[];
  readonly queries: ReadonlyMap<string, readonly string[]>;
  readonly parent: Scope | undefined;
};
/** A table that was read beside the row itself, and the column; none for its rows as such. */
export type TableRead = { readonly table: string; readonly column: string | undefined };

export type Names = {
  readonly tables: Tables;
  readonly note: (read: TableRead) => void;
};

export const emptyScope: Scope = { items: [], queries: new Map(), parent: undefined };

// Ours in the queries that are made; no script has a reason to use them.
const reserved = /^envaudit_(?:row|new_\d+)$/;

export function assertOwnName(name: string): void {
  if (reserved.test(name)) cannot(`the name ${name} is not judged`);
}

export function itemOf(names: Names, scope: Scope, { relname = "", alias }: RangeVar): Item {
  const aliasname = alias?.aliasname ?? relname;
  assertOwnName(aliasname);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const columns = at.queries.get(relname);
    if (columns !== undefined) return { alias: aliasname, table: undefined, columns };
  }
  const columns = columnsOf(names.tables, relname).map((column) => column.name);
  names.note({ table: relname, column: undefined });
  return { alias: aliasname, table: relname, columns };
}

/** The names that Odoo gives to tables; the catalogue is asked for no others. */
export const isTableName = (name: string): boolean => /^[a-z0-9_]{1,63}$/.test(name);

export function columnsOf(tables: Tables, table: string): readonly Column[] {
  const columns = tables.get(table);
  if (!isTableName(table)) return cannot("a table of such a name is not judged");
  if (columns === undefined) throw new NamesMissing(`table ${table}`);
  if (columns.length === 0) cannot(`${table} is not a table that can be judged`);
  return columns;
}

export function typeOf(tables: Tables, table: string, column: string): TypeName {
  const type = columnsOf(tables, table).find((one) => one.name === column)?.type;
  return type ?? cannot(`the type of ${table}.${column} is not one that is judged`);
}

// Of every table, and about its storage.
const systemColumns = new Set(["ctid", "cmax", "cmin", "oid", "tableoid", "xmax", "xmin"]);

/** A name as it stands, or what takes the place of a column of the changed row. */
export function resolve(node: Node, scope: Scope, names: Names): Node {
  const fields = "ColumnRef" in node ? (node.ColumnRef.fields ?? []) : [];
  const path = fields.map((field) => ("String" in field ? (field.String.sval ?? "") : "*"));
  const [first = "", second] = path;
  if (path.includes("*") || path.length > 2) return cannot(`${path.join(".")} is not judged`);
  const chain = scopesFrom(scope);
  for (const { items } of chain) {
    const found = items.filter((item) =>
      second === undefined ? item.columns.includes(first) : item.alias === first,
    );
    const [item] = found;
    if (item === undefined) continue;
    if (found.length > 1) return cannot(`the column ${first} is in more than one table`);
    const column = second ?? first;
    if (!item.columns.includes(column)) return notThere([item], column);
    if (item.replace !== undefined) return item.replace(column);
    if (item.table !== undefined) names.note({ table: item.table, column });
    return node;
  }
  const items = chain.flatMap((one) => one.items);
  if (second !== undefined) return cannot(`${path.join(".")} is in no table of the statement`);
  if (items.some((item) => item.alias === first)) return cannot("a whole row is not judged");
  return notThere(items, first);
}

function scopesFrom(scope: Scope): readonly Scope[] {
  return scope.parent === undefined ? [scope] : [scope, ...scopesFrom(scope.parent)];
}

/** Only of a table do we know for certain that it has no such column. */
function notThere(items: readonly Item[], column: string): never {
  const tables = items.map((item) => item.table);
  if (tables.length === 0 || tables.includes(undefined) || systemColumns.has(column)) {
    return cannot(`the column ${column} is not judged`);
  }
  throw new NamesMissing(`column ${column} of ${[...new Set(tables)].join(" or ")}`);
}
