import { sqlRoles } from "../../facts/sql-roles.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const databaseRole = check({
  id: "access.database-role",
  control: "least_privilege",
  severity: "critical",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The role that Odoo works with owns its database and no more",
  failTitle: "The role that Odoo works with may do more than own its database",
  why: "A superuser reads every database and runs programs on the server: one hole in Odoo is then a hole in all of them.",
  remedy:
    "alter role ODOO nosuperuser nocreaterole noreplication, and revoke its membership of pg_read_server_files and the like.",
  references: ["FR-4 Least-privilege access"],
  needs: { roles: sqlRoles },
  judge({ roles }) {
    const { name, ...rights } = roles.odoo;
    const found = (Object.keys(words) as (keyof typeof words)[]).filter((right) => rights[right]);
    return failOrPass(
      found.map((right) => ({
        subject: `role,${name},${right}`,
        title: `Odoo's role ${name} ${words[right].may}`,
        remedy: words[right].remedy.replace("ROLE", name),
      })),
      `${name} is no superuser, and may neither make roles nor touch the server's files`,
    );
  },
});

const words = {
  superuser: { may: "is a superuser", remedy: "alter role ROLE nosuperuser" },
  createRole: { may: "may make roles", remedy: "alter role ROLE nocreaterole" },
  replication: { may: "may copy the whole server", remedy: "alter role ROLE noreplication" },
  files: {
    may: "may read or write the server's files, or run programs there",
    remedy:
      "Revoke pg_read_server_files, pg_write_server_files and pg_execute_server_program from ROLE.",
  },
} as const;
