import { z } from "zod";
import { TargetError } from "../../model/errors.ts";
import { quoteIdent, quoteLiteral } from "../../transports/sql/literal.ts";
import { reasonOf } from "../../transports/sql/sqlstate.ts";
import type { SqlWire } from "../../transports/wires.ts";
import { functionSchema } from "../sql-functions.ts";
import { toWhere } from "../where.ts";
import {
  normalSql,
  type CellColumn,
  type CellModel,
  type CellReader,
  type CellRow,
} from "./cells.ts";

// One call is one psql with its own connection: few large pages are many times as fast as many small ones.
// A cell is 70 bytes of the answer, and a page of them is held as text and as rows: this keeps it at a few megabytes.
const mostCells = 25_000;
const mostRows = 5_000;

const columnRow = z.object({
  name: z.string(),
  readable: z.boolean(),
  digested: z.boolean(),
  type: z.string(),
});
type Column = Omit<z.output<typeof columnRow>, "name">;
const countRow = z.object({ n: z.int() });
const cellRow = z.object({
  id: z.int(),
  born: z.int().nullable(),
  cells: z.array(z.string().nullable()),
});

/** Cells by SQL: the database hashes each value, whatever its size, and the value stays there. */
export function sqlCells(wire: Pick<SqlWire, "query">, signal: AbortSignal): CellReader {
  const tables = new Map<string, ReadonlyMap<string, Column>>();

  async function ask<T>(schema: z.ZodType<T>, sql: string): Promise<readonly T[]> {
    const answer = (await wire.query([{ id: "cells", sql }], signal)).get("cells");
    if (answer === undefined)
      throw new TargetError("malformed_response", "psql did not answer a query");
    if (!answer.ok) {
      throw new TargetError(reasonOf(answer.sqlstate), `SQL ${answer.sqlstate}: ${answer.message}`);
    }
    const rows = z.array(schema).safeParse(answer.rows);
    if (rows.success) return rows.data;
    throw new TargetError("malformed_response", "psql's rows are not as asked for");
  }

  async function number({ table }: CellModel, what: string, where: string): Promise<number> {
    const sql = `select ${what} as n from ${quoteIdent(table)} t where ${where}`;
    return (await ask(countRow, sql))[0]?.n ?? 0;
  }

  function filter({ table, where }: CellModel, filled?: string): string {
    if (filled === undefined) return toWhere(where);
    const column = tables.get(table)?.get(filled);
    if (column !== undefined && throughFunction(column)) {
      return `${toWhere(where)} and ${cellFunction(table, filled)}(t.id) is not null`;
    }
    return toWhere({ all: [where, { field: filled, op: "!=", value: null }] });
  }

  return {
    via: "sql",
    pageRows: (columns) => Math.min(mostRows, Math.floor(mostCells / Math.max(1, columns))),
    async columns({ table }) {
      const found = await ask(columnRow, columnsSql(table));
      tables.set(table, new Map(found.map(({ name, ...column }) => [name, column])));
      if (found.length === 0) return undefined;
      const shown = found.filter(({ readable, digested }) => readable || digested);
      return new Set(shown.map(({ name }) => name));
    },
    count: (model, { filled, above = 0 } = {}) =>
      number(model, "count(*)", `${filter(model, filled)} and t.id > ${above}`),
    lastId: (model) => number(model, "coalesce(max(t.id), 0)", filter(model)),
    async read(model, columns, wanted): Promise<readonly CellRow[]> {
      if ("ids" in wanted && wanted.ids.length === 0) return [];
      const of = tables.get(model.table);
      const born = of?.has("create_date") === true ? bornSql : "0";
      const cells = columns.map((column) => cellSql(model.table, column, of?.get(column.name)));
      const list = cells.length === 0 ? "'[]'::json" : `json_build_array(${cells.join(", ")})`;
      const page =
        "after" in wanted
          ? `t.id > ${wanted.after} order by t.id limit ${wanted.limit}`
          : `t.id in (${wanted.ids.join(", ")}) order by t.id`;
      const sql = `select t.id, ${born} as born, ${list} as cells from ${quoteIdent(model.table)} t where ${filter(model, wanted.filled)} and ${page}`;
      const rows = await ask(cellRow, sql);
      return rows.map(({ id, born: at, cells: row }) => ({ id, born: at ?? 0, cells: row }));
    },
  };
}

const bornSql = "floor(extract(epoch from t.create_date))::bigint";

/** A secret that the role may not see has a function of its own, which gives its digest. */
const throughFunction = ({ readable, digested }: Column): boolean => !readable && digested;

/** The function that `envaudit grants` makes for a column of secrets: the digest of one row's. */
export const cellFunction = (table: string, column: string): string =>
  `${functionSchema}.${quoteIdent(cellFunctionName(table, column))}`;
const cellFunctionName = (table: string, column: string): string => `cell_${table}_${column}`;

/** What that function is made of: `$1` is the id of the row. */
export const cellFunctionSql = (table: string, column: CellColumn): string =>
  `select ${digestSql(column, "text")} from ${quoteIdent(table)} t where t.id = $1`;

/** SHA-256 of the normal form, or NULL. */
function cellSql(table: string, column: CellColumn, found: Column | undefined): string {
  return found !== undefined && throughFunction(found)
    ? `${cellFunction(table, column.name)}(t.id)`
    : digestSql(column, found?.type ?? "text");
}

/** The same of a column that may be read; of a translated one its English. */
function digestSql({ name, kind }: CellColumn, type: string): string {
  const column = `t.${quoteIdent(name)}`;
  if (type === "bytea") return `encode(sha256(${column}), 'hex')`;
  const english = type === "jsonb" && kind !== "json";
  const text = english ? `coalesce(${column} ->> 'en_US', ${column}::text)` : `${column}::text`;
  const normal = normalSql(text, kind);
  return `encode(sha256(convert_to(nullif(${normal}, ''), 'UTF8')), 'hex')`;
}

const columnsSql = (table: string): string =>
  `select a.attname as name, format_type(a.atttypid, null) as type, has_column_privilege(a.attrelid, a.attnum, 'select') as readable, exists (select from pg_catalog.pg_proc p join pg_catalog.pg_namespace s on s.oid = p.pronamespace where s.nspname = ${quoteLiteral(functionSchema)} and p.proname = ${quoteLiteral(cellFunctionName(table, ""))} || a.attname and has_function_privilege(p.oid, 'execute')) as digested from pg_catalog.pg_attribute a where a.attrelid = to_regclass(${quoteLiteral(quoteIdent(table))}) and a.attnum > 0 and not a.attisdropped`;
