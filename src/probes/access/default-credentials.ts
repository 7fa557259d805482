import { odooDefaultLogins } from "../../facts/odoo-default-logins.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const defaultCredentials = check({
  id: "access.default-credentials",
  control: "least_privilege",
  severity: "critical",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Default credentials are refused",
  failTitle: "Default credentials are accepted",
  why: "Anybody who finds the address is an administrator.",
  remedy: "Change the user's password, and sign out its sessions.",
  references: ["FR-4 Least-privilege access"],
  needs: { taken: odooDefaultLogins },
  judge: ({ taken }) =>
    failOrPass(
      taken.map((login) => ({
        subject: `res.users,login=${login}`,
        title: `Odoo accepts ${login} with its own name as password`,
        remedy: `Change the password of ${login}.`,
      })),
      "Odoo refused each default",
    ),
});
