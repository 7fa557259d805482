import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { sqlDatabases } from "../../facts/sql-databases.ts";
import { check } from "../check.ts";
import { membersOnHost } from "../host-members.ts";

export const undeclaredDatabases = check({
  id: "lifecycle.undeclared-databases",
  control: "lifecycle",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every database of the server is declared",
  failTitle: "A database of the server is declared by no environment",
  why: "It was made for a test and forgotten: nobody audits, masks or expires it, and Odoo's scheduled actions run in every database that its account owns.",
  remedy:
    "Declare it as an environment, drop it, or list it under policy.lifecycle.allowed_databases.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: { databases: sqlDatabases },
  judge({ databases }, context) {
    const members = membersOnHost(context);
    const known = new Set([
      ...members.flatMap((member) => member.databases ?? []),
      ...(context.environment.policy.lifecycle.allowedDatabases ?? []),
    ]);
    return failOrPass(
      databases
        .filter((name) => !known.has(name))
        .map((name) => ({
          subject: `database,${name}`,
          title: `Database "${name}" belongs to Odoo's account and to no declared environment`,
          remedy: `Declare ${name}, drop it, or allow it in the policy.`,
        })),
      `${plural(databases.length, "database")} of Odoo's account, each declared or allowed`,
    );
  },
});
