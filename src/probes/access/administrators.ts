import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const administrators = check({
  id: "access.administrators",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every Odoo administrator is a known identity",
  failTitle: "An Odoo administrator is no known identity",
  why: "Settings and Access Rights give every secret and every record. Who has them must be a person, service or agent that somebody declared.",
  remedy:
    "Take the user out of Settings and Access Rights, or declare it under identities with its Odoo login and persona.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooUsers, groups: odooGroupIds },
  judge({ users, groups }, context) {
    const known = new Set([
      ...context.auditorLogins,
      ...context.identities.flatMap((identity) => identity.odooLogins),
    ]);
    const found = users.filter(
      (u) => u.groups.includes(groups.system) || u.groups.includes(groups.accessRights),
    );
    return failOrPass(
      found
        .filter((u) => u.login === null || !known.has(u.login))
        .map((u) => ({
          subject: `res.users,${u.id}`,
          title: `${u.login ?? `User ${u.id}`} is in ${u.groups.includes(groups.system) ? "Settings" : "Access Rights"} and is no declared identity`,
          remedy: `Remove the group from res.users ${u.id}, or map its login to an identity.`,
        })),
      `${plural(found.length, "administrator")}, each a declared identity`,
    );
  },
});
