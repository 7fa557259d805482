import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooTwoFactor } from "../../facts/odoo-two-factor.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { identityOf } from "../../model/access.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { privilegedUsers } from "./privileged.ts";
import { holderOf, nameOf } from "./users.ts";

export const twoFactor = check({
  id: "access.two-factor",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every administrator signs in with a second factor",
  failTitle: "An administrator signs in with a password alone",
  why: "One password that is guessed, reused or read over a shoulder gives every record and every setting.",
  remedy:
    "Let the user turn on two-factor authentication in its preferences. Services and agents, which nobody types a code for, are left out when they are declared as such under identities.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooUsers, groups: odooGroupIds },
  wants: { twoFactor: odooTwoFactor },
  judge({ users, groups, twoFactor: fact }, context) {
    const people = privilegedUsers(users, groups, context).filter(
      (user) => (identityOf(holderOf(user, context), context)?.kind ?? "person") === "person",
    );
    if (fact.state === "unknown") {
      return { outcome: "unknown", reason: fact.reason, detail: fact.detail };
    }
    // Where the module is missing, nobody has a second factor.
    const having = fact.state === "known" ? fact.value : [];
    const how = fact.state === "known" ? "" : `: ${fact.because}`;
    return failOrPass(
      people
        .filter(({ id }) => !having.includes(id))
        .map((user) => ({
          subject: `res.users,${user.id}`,
          title: `${nameOf(user)}, an administrator of ${context.environment.name}, signs in without a second factor${how}`,
          remedy: `Turn on two-factor authentication for res.users ${user.id}, or take it out of Settings and Access Rights.`,
        })),
      `${plural(people.length, "administrator")}, each with a second factor`,
    );
  },
});
