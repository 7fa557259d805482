import { z } from "zod";
import { collector } from "./collector.ts";
import { fromQuery } from "./source.ts";

/** PostgreSQL's own id of the database: a restore under the same name has another one. */
export const sqlDatabaseOid = collector({
  id: "sql.database-oid",
  title: "Id of the database",
  schema: z.int(),
  anyVersion: true,
  sources: fromQuery(
    () => "select oid::bigint as oid from pg_database where datname = current_database()",
    (rows) => rows[0]?.["oid"],
  ),
});
