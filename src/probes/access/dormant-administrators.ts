import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooPrivilegedLogins } from "../../facts/odoo-privileged-logins.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { accessDefaults } from "../../model/environment.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { daysBetween } from "../../model/days.ts";
import { privilegedUsers } from "./privileged.ts";
import { nameOf } from "./users.ts";

export const dormantAdministrators = check({
  id: "access.dormant-administrators",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every administrator uses the account",
  failTitle: "An administrator has not signed in for long",
  why: "An account that nobody uses is one whose abuse nobody notices, and its owner may have left.",
  remedy:
    "Archive the user, or take it out of Settings and Access Rights. After how many days it is told is policy.access.dormant_days.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooUsers, groups: odooGroupIds, logins: odooPrivilegedLogins },
  judge({ users, groups, logins }, context) {
    const limit = context.environment.policy.access.dormantDays ?? accessDefaults.dormantDays;
    const privileged = privilegedUsers(users, groups, context);
    const findings: Finding[] = [];
    for (const user of privileged) {
      const { at = null, created = null } = logins.find(({ id }) => id === user.id) ?? {};
      const since = at ?? created;
      // Without either date nobody can say: a user that Odoo itself made, before it kept any.
      if (since === null) {
        const detail = `${nameOf(user)} never signed in, and has no creation date`;
        return { outcome: "unknown", reason: "fact_missing", detail };
      }
      const days = daysBetween(since, context.now);
      if (days <= limit) continue;
      const what =
        at === null
          ? `never signed in since it was made, ${plural(days, "day")} ago`
          : `has not signed in for ${plural(days, "day")}`;
      findings.push({
        subject: `res.users,${user.id}`,
        title: `${nameOf(user)}, an administrator of ${context.environment.name}, ${what}`,
        remedy: `Archive res.users ${user.id}, or take it out of Settings and Access Rights.`,
      });
    }
    return failOrPass(
      findings,
      `${plural(privileged.length, "administrator")}, each signed in during the last ${plural(limit, "day")}`,
    );
  },
});
