import { TargetError } from "../../model/errors.ts";
import { isTableName } from "./names.ts";
import type { Catalogue } from "./turn.ts";

/**
 * Asks for the tables of these names as the script would find them, with columns and types. A view, or another
 * thing that is no plain table, comes with no column.
 */
export function catalogueSql(tables: readonly string[]): string {
  const names = tables.filter(isTableName).map((name) => `'${name}'`);
  return [
    `select c.relname::text as "table", a.attname::text as name,`,
    "pg_catalog.format_type(a.atttypid, a.atttypmod) as type",
    "from pg_catalog.pg_class c",
    "join pg_catalog.pg_namespace n on n.oid = c.relnamespace",
    "left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0",
    "and not a.attisdropped and c.relkind in ('r', 'p')",
    `where c.relname in (${names.length === 0 ? "''" : names.join(", ")})`,
    "and pg_catalog.pg_table_is_visible(c.oid) and n.nspname not in ('pg_catalog', 'pg_toast')",
    "order by c.relname, a.attnum",
  ].join(" ");
}

/** The rows of that question, by table. */
export function catalogueOf(rows: readonly Readonly<Record<string, unknown>>[]): Catalogue {
  const tables: Record<string, { name: string; type: string }[]> = {};
  for (const { table, name, type } of rows) {
    if (typeof table !== "string") {
      throw new TargetError("malformed_response", "the catalogue gave no table's name");
    }
    const columns = (tables[table] ??= []);
    if (typeof name === "string" && typeof type === "string") columns.push({ name, type });
  }
  return tables;
}
