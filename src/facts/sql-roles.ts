import { z } from "zod";
import { collector } from "./collector.ts";
import { fromQuery } from "./source.ts";

const role = z.strictObject({
  name: z.string(),
  superuser: z.boolean(),
  createRole: z.boolean(),
  replication: z.boolean(),
  /** By the role itself or by one that it is a member of: reading or writing the server's files, or running programs. */
  files: z.boolean(),
});

// The owner of the database is the role that Odoo works with: it made the tables. Id 10 is the server's first
// role, which it cannot be without.
const sql = `select r.rolname::text as name, r.rolsuper as superuser, r.rolcreaterole as "createRole",
    r.rolreplication as replication, r.oid = 10 as first, r.oid = d.datdba as odoo,
    exists (select from pg_roles f where f.rolname in
      ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
      and not r.rolsuper and pg_has_role(r.oid, f.oid, 'member')) as files
  from pg_roles r, pg_database d
  where d.datname = current_database() and (r.oid = d.datdba or (r.rolcanlogin and r.rolsuper))
  order by r.rolname`;

/** The role that Odoo works with, and every role that may do anything on the server. */
export const sqlRoles = collector({
  id: "sql.roles",
  title: "Roles of the database server",
  schema: z.strictObject({ odoo: role, superusers: z.array(z.string()) }),
  anyVersion: true,
  sources: fromQuery(
    () => sql,
    (rows) => {
      const odoo = rows.find((row) => row["odoo"] === true);
      const { name, superuser, createRole, replication, files } = odoo ?? {};
      return {
        odoo: { name, superuser, createRole, replication, files },
        superusers: rows
          .filter((row) => row["superuser"] === true && row["first"] !== true)
          .map((row) => row["name"]),
      };
    },
  ),
});
