import { odooGroups } from "../../facts/odoo-groups.ts";
import { odooShareUsers } from "../../facts/odoo-share-users.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const portalGroups = check({
  id: "access.portal-groups",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No visitor is in a group of internal users",
  failTitle: "A visitor is in a group of internal users",
  why: "A customer's account with an employee's group reads and changes what that group may: orders, contacts, or everything.",
  remedy:
    "Take the user out of the groups, or make it an internal user that is a declared identity.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooShareUsers, groups: odooGroups },
  judge({ users, groups }, { environment }) {
    const name = (id: number): string => {
      const group = groups.find((one) => one.id === id);
      return group === undefined ? `group ${id}` : `${group.name} (${id})`;
    };
    return failOrPass(
      users.map((user) => ({
        subject: `res.users,${user.id}`,
        title: `Odoo user ${user.id}, a visitor of ${environment.name}, is in ${user.groups.map(name).join(", ")}`,
        remedy: `Take res.users ${user.id} out of these groups.`,
      })),
      "no user of the portal is in a group that the portal does not imply",
    );
  },
});
