import { sqlRoles } from "../../facts/sql-roles.ts";
import { explain } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const databaseSuperusers = check({
  id: "access.database-superusers",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Nobody is a superuser of the database server but its first role, and who may",
  failTitle: "Somebody else is a superuser of the database server",
  why: "A superuser reads and changes every database past Odoo, and runs programs on the server.",
  remedy: "alter role NAME nosuperuser, or declare under identities whose it is (ssh_users).",
  references: ["FR-4 Least-privilege access"],
  needs: { roles: sqlRoles },
  judge({ roles }, context) {
    const findings = roles.superusers
      .filter((name) => name !== roles.odoo.name) // access.database-role tells that one
      .flatMap((name): Finding[] => {
        const who = `database role ${name}, a superuser,`;
        const answer = explain({ by: "ssh_user", value: name }, "database", who, context);
        if (answer.explained) return [];
        const remedy = `alter role ${name} nosuperuser, or declare under identities whose it is.`;
        return [{ subject: `role,${name}`, title: answer.sentence, remedy }];
      });
    return failOrPass(
      findings,
      `${plural(roles.superusers.length, "superuser")} beside the server's first role, each explained`,
    );
  },
});
