import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { explain } from "../../model/access.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { holderOf, nameOf } from "./users.ts";

export const administrators = check({
  id: "access.administrators",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every Odoo administrator is a declared identity that may be one",
  failTitle: "An Odoo administrator is no declared identity, or may not be one here",
  why: "Settings and Access Rights give every secret and every record. Who has them must be a person, service or agent that somebody declared, in a persona that may have it on this tier.",
  remedy:
    "Take the user out of Settings and Access Rights, or declare it under identities with its Odoo login and a persona that may have them on this tier.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooUsers, groups: odooGroupIds },
  judge({ users, groups }, context) {
    const found = users.filter(
      (user) => user.groups.includes(groups.system) || user.groups.includes(groups.accessRights),
    );
    const unexplained = found
      .filter(({ login }) => login === null || !context.auditorLogins.includes(login))
      .flatMap((user): Finding[] => {
        // Settings implies Access Rights: who has both is judged by the wider one.
        const privilege = user.groups.includes(groups.system)
          ? "odoo_settings"
          : "odoo_administration";
        const answer = explain(holderOf(user, context), privilege, nameOf(user), context);
        if (answer.explained) return [];
        const { sentence, remedy } = answer;
        return [{ subject: `res.users,${user.id}`, title: sentence, remedy }];
      });
    return failOrPass(
      unexplained,
      `${plural(found.length, "administrator")}, each explained by its identity and the access matrix`,
    );
  },
});
