import { z } from "zod";
import { collector } from "./collector.ts";
import { fromQuery } from "./source.ts";

// What the role could do beyond the read-only transaction that we ask in. A superuser never gets here.
const sql = `select session_user::text as role,
  (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not like 'pg_%' and n.nspname <> 'information_schema'
      and (has_table_privilege(session_user, c.oid, 'insert, update, delete, truncate')
        or has_any_column_privilege(session_user, c.oid, 'insert, update'))) as writable,
  (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = 'public'
      and has_table_privilege(session_user, c.oid, 'select')) as whole,
  has_database_privilege(session_user, current_database(), 'create') as "createSchema",
  has_schema_privilege(session_user, 'public', 'create') as "createTable"`;

/** What the auditor's own role may do beyond reading what it was given. */
export const sqlAuditorRights = collector({
  id: "sql.auditor-rights",
  title: "Rights of the auditor's database role",
  schema: z.strictObject({
    role: z.string(),
    /** Tables that it may write into. */
    writable: z.int(),
    /** Tables that it may read whole, secrets and all. */
    whole: z.int(),
    createSchema: z.boolean(),
    createTable: z.boolean(),
  }),
  anyVersion: true,
  sources: fromQuery(
    () => sql,
    (rows) => rows[0],
  ),
});
