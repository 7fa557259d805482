import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { identityOf } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { isAuditor, isPrivileged } from "./privileged.ts";
import { holderOf, nameOf } from "./users.ts";

// As many as somebody maps by hand in an hour. A raw copy of production has hundreds: that is one thing to
// put right, not hundreds.
const mostNamed = 20;

export const unmappedUsers = check({
  id: "access.unmapped-users",
  control: "least_privilege",
  severity: "medium",
  // In production the company's employees work, and none of them is an identity of the platform.
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every internal user is a declared identity",
  failTitle: "An internal user is no declared identity",
  why: "Whoever can sign in to a copy as an employee sees the data of all customers, with a password that production's employee may have left behind years ago.",
  remedy:
    "Archive the user in this environment, or declare under identities whose login it is. Who is in Settings or Access Rights is told by access.administrators.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooUsers, groups: odooGroupIds },
  judge({ users, groups }, context) {
    const ordinary = users.filter(
      (user) => !isPrivileged(user, groups) && !isAuditor(user, context),
    );
    const unmapped = ordinary.filter(
      (user) => identityOf(holderOf(user, context), context) === undefined,
    );
    const proof = `${plural(ordinary.length, "internal user")} beside the administrators, each a declared identity`;
    if (unmapped.length > mostNamed) {
      return failOrPass([summary(unmapped.length, context.environment.name)], proof);
    }
    return failOrPass(
      unmapped.map((user): Finding => ({
        subject: `res.users,${user.id}`,
        title: `${nameOf(user)} can sign in to ${context.environment.name} and is no declared identity`,
        remedy: `Archive res.users ${user.id} here, or map its login to an identity.`,
      })),
      proof,
    );
  },
});

const summary = (count: number, environment: string): Finding => ({
  subject: "res.users",
  title: `${plural(count, "internal user")} can sign in to ${environment} and are no declared identities`,
  remedy: "Archive the users that nobody needs here, and map the others to identities.",
  count,
});
