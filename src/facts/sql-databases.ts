import { z } from "zod";
import { collector } from "./collector.ts";
import { fromQuery } from "./source.ts";

/**
 * Databases on the same PostgreSQL server that belong to the owner of this one: those that the same Odoo
 * account could serve. Every role may read the names.
 */
export const sqlDatabases = collector({
  id: "sql.databases",
  title: "Databases beside it",
  schema: z.array(z.string()),
  anyVersion: true,
  sources: fromQuery(
    () => `select d.datname::text as name from pg_database d, pg_database own
      where own.datname = current_database() and d.datdba = own.datdba
        and not d.datistemplate and d.datname <> 'postgres'
      order by d.datname`,
    (rows) => rows.map((row) => row["name"]),
  ),
});
