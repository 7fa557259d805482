import type { DeleteStmt, InsertStmt, Node, RangeVar, UpdateStmt, WithClause } from "@pgsql/types";
import { and, table, yes } from "./ast.ts";
import { insertedRows, onConflict, type Inserted } from "./insert.ts";
import { cannot, NamesMissing } from "./refusal.ts";
import {
  columnsOf,
  emptyScope,
  itemOf,
  type Item,
  type Names,
  type Scope,
  type TableRead,
  type Tables,
} from "./names.ts";
import { fromItems, rewrite, withQueries } from "./scope.ts";

/** The columns of one row, as expressions. */
export type RowColumns = (column: string) => Node;

/** A statement on one row: what it reads beside it, whether it means the row, and the values it sets. */
export type Instance = {
  readonly from: readonly Node[];
  readonly withClause: WithClause | undefined;
  readonly where: Node;
  readonly values: ReadonlyMap<string, Node>;
};

/** What one statement of a script does to one table. */
export type Effect = {
  readonly table: string;
  readonly kind: "update" | "delete" | "insert";
  /** Columns that it sets in rows that are there. */
  readonly sets: readonly string[];
  readonly on: (row: RowColumns) => Instance;
  /** Of the row itself. */
  readonly rowReads: ReadonlySet<string>;
  readonly reads: readonly TableRead[];
  readonly inserted: Inserted | undefined;
};

type Body = Pick<Effect, "table" | "kind" | "sets" | "inserted"> & {
  readonly on: (row: RowColumns, names: Names) => Instance;
};

/** What is read is found by trying it on a row that takes notes. */
function noted({ on, ...body }: Body, tables: Tables, also: readonly TableRead[] = []): Effect {
  const rowReads = new Set<string>();
  const reads: TableRead[] = [...also];
  on(
    (column) => {
      rowReads.add(column);
      return yes;
    },
    { tables, note: (read) => reads.push(read) },
  );
  const silent: Names = { tables, note: () => undefined };
  return { ...body, on: (row) => on(row, silent), rowReads, reads };
}

/** What a statement that is allowed does, one effect for each table. Throws `CannotTurn`, `NamesMissing`. */
export function effectsOf(statement: Node, index: number, tables: Tables): readonly Effect[] {
  if ("UpdateStmt" in statement) return [update(statement.UpdateStmt, tables)];
  if ("DeleteStmt" in statement) return [remove(statement.DeleteStmt, tables)];
  if ("InsertStmt" in statement) return [insert(statement.InsertStmt, index, tables)];
  if ("TruncateStmt" in statement) {
    // With CASCADE other tables are emptied as well; they hold rows that refer to these, and are not looked at.
    return (statement.TruncateStmt.relations ?? []).flatMap((node) =>
      "RangeVar" in node ? [truncate(node.RangeVar, tables)] : [],
    );
  }
  return cannot("it is not judged");
}

function truncate({ relname = "" }: RangeVar, tables: Tables): Effect {
  columnsOf(tables, relname);
  const on = (): Instance => ({ from: [], withClause: undefined, where: yes, values: new Map() });
  return noted({ table: relname, kind: "delete", sets: [], inserted: undefined, on }, tables);
}

function targetOf(relation: RangeVar | undefined, tables: Tables): RangeVar & { relname: string } {
  const relname = relation?.relname ?? "";
  columnsOf(tables, relname);
  return { ...relation, relname };
}

function rowItem(relation: RangeVar, names: Names, row: RowColumns): Item {
  const silent: Names = { ...names, note: () => undefined };
  return { ...itemOf(silent, emptyScope, relation), replace: row };
}

/** The scope of UPDATE and DELETE: the row, and what stands beside it. */
function scopeOf(
  relation: RangeVar,
  withClause: WithClause | undefined,
  fromClause: readonly Node[],
  row: RowColumns,
  names: Names,
): { readonly scope: Scope } & Pick<Instance, "from" | "withClause"> {
  const named = withQueries(withClause, emptyScope, names);
  const around: Scope = { items: [], queries: named.queries, parent: undefined };
  const beside = fromItems(fromClause, around, names);
  const items = [rowItem(relation, names, row), ...beside.items];
  return { scope: { ...around, items }, from: beside.nodes, withClause: named.clause };
}

function update(stmt: UpdateStmt, tables: Tables): Effect {
  const relation = targetOf(stmt.relation, tables);
  const targets = assignments(stmt.targetList ?? [], relation.relname, tables);
  const on = (row: RowColumns, names: Names): Instance => {
    const { scope, ...beside } = scopeOf(
      relation,
      stmt.withClause,
      stmt.fromClause ?? [],
      row,
      names,
    );
    const values = [...targets].map(([column, value]) => [column, rewrite(value, scope, names)]);
    const where = stmt.whereClause === undefined ? yes : rewrite(stmt.whereClause, scope, names);
    return { ...beside, where, values: new Map(values as [string, Node][]) };
  };
  const sets = [...targets.keys()];
  return noted({ table: relation.relname, kind: "update", sets, inserted: undefined, on }, tables);
}

/** The values by column, none twice. */
function assignments(
  list: readonly Node[],
  name: string,
  tables: Tables,
): ReadonlyMap<string, Node> {
  const known = new Set(columnsOf(tables, name).map((column) => column.name));
  const values = new Map<string, Node>();
  for (const node of list) {
    const { name: column = "", val } = "ResTarget" in node ? node.ResTarget : {};
    if (val === undefined) return cannot("its assignment is not judged");
    if (!known.has(column)) throw new NamesMissing(`column ${column} of ${name}`);
    values.set(column, val);
  }
  return values;
}

function remove(stmt: DeleteStmt, tables: Tables): Effect {
  const relation = targetOf(stmt.relation, tables);
  const on = (row: RowColumns, names: Names): Instance => {
    const { scope, ...beside } = scopeOf(
      relation,
      stmt.withClause,
      stmt.usingClause ?? [],
      row,
      names,
    );
    const where = stmt.whereClause === undefined ? yes : rewrite(stmt.whereClause, scope, names);
    return { ...beside, where, values: new Map() };
  };
  return noted(
    { table: relation.relname, kind: "delete", sets: [], inserted: undefined, on },
    tables,
  );
}

function insert(stmt: InsertStmt, index: number, tables: Tables): Effect {
  const relation = targetOf(stmt.relation, tables);
  const reads: TableRead[] = [];
  const inserted = insertedRows(stmt, index, relation.relname, {
    tables,
    note: (read) => reads.push(read),
  });
  const conflict = onConflict(stmt, inserted);
  const targets = assignments(conflict.targets, relation.relname, tables);
  const on = (row: RowColumns, names: Names): Instance => {
    const own = rowItem(relation, names, row);
    const scope: Scope = { ...emptyScope, items: [own, inserted.excluded] };
    const values = [...targets].map(([column, value]) => [column, rewrite(value, scope, names)]);
    const where = and([
      conflict.matches(row),
      ...(conflict.where === undefined ? [] : [rewrite(conflict.where, scope, names)]),
    ]);
    return {
      from: [inserted.from],
      withClause: undefined,
      where,
      values: new Map(values as [string, Node][]),
    };
  };
  const sets = [...targets.keys()];
  return noted({ table: relation.relname, kind: "insert", sets, inserted, on }, tables, reads);
}

/** The table of an effect as FROM has it, under the name that the expressions of its rows use. */
export const rowAlias = "envaudit_row";
export const rowsOf = (name: string): Node => table(name, rowAlias, true);
