import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const auditorOdooRights = check({
  id: "access.auditor-odoo-rights",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The auditor's user in Odoo is in no group that it does not need",
  failTitle: "The auditor's user in Odoo is in Settings, and does not need it",
  why: "Settings reads every secret over the API. By SQL the auditor asks whether a secret is there, and needs no more of Odoo than Access Rights.",
  remedy: "Take the auditor's user out of Settings; it keeps Access Rights and every company.",
  references: ["FR-4 Least-privilege access"],
  needs: { users: odooUsers, groups: odooGroupIds },
  judge({ users, groups }, context) {
    const own = users.find(({ login }) => login !== null && context.auditorLogins.includes(login));
    if (own === undefined) {
      const detail = "the auditor's user is not among the internal users that it sees";
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    if (!own.groups.includes(groups.system)) return failOrPass([], "it is not in Settings");
    if (context.auditor?.prefersSql !== true) {
      return failOrPass([], "it is in Settings, which reading over the API takes");
    }
    return failOrPass(
      [
        {
          subject: `res.users,${own.id}`,
          title: `The auditor's user ${own.login ?? ""} (${own.id}) is in Settings, and what needs it is read by SQL`,
          remedy: `Take res.users ${own.id} out of Settings.`,
        },
      ],
      "",
    );
  },
});
