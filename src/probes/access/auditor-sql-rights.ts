import { sqlAuditorRights } from "../../facts/sql-auditor-rights.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const auditorSqlRights = check({
  id: "access.auditor-sql-rights",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The auditor's database role may read what it was given, and no more",
  failTitle: "The auditor's database role may do more than it needs",
  why: "What the auditor may do, whoever steals its key may do.",
  remedy: "Revoke what the findings name; envaudit grants prints a role with what it needs.",
  references: ["FR-4 Least-privilege access"],
  needs: { rights: sqlAuditorRights },
  judge({ rights }) {
    const { role, writable, createSchema, createTable } = rights;
    const findings: Finding[] = [];
    const say = (what: string, title: string, remedy: string): void => {
      findings.push({ subject: `role,${role},${what}`, title, remedy });
    };
    if (writable > 0) {
      say(
        "write",
        `The auditor's role ${role} may write into ${plural(writable, "table")}`,
        `revoke insert, update, delete, truncate on all tables in schema public from ${role}`,
      );
    }
    if (createSchema) {
      say(
        "schema",
        `The auditor's role ${role} may make schemas in the database`,
        `Revoke create on the database from ${role}, and from public.`,
      );
    }
    if (createTable) {
      say(
        "table",
        `The auditor's role ${role} may make tables in the schema public`,
        "revoke create on schema public from public, and grant it to Odoo's own role.",
      );
    }
    return failOrPass(findings, `${role} may write into no table and make none`);
  },
});
