import { odooMailSecrets } from "../../facts/odoo-mail-secrets.ts";
import { check } from "../check.ts";
import { judgeReused, originsSecrets } from "./reused.ts";

export const reusedMailPasswords = check({
  id: "integrations.reused-mail-passwords",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No outgoing mail server has a password of its origin",
  failTitle: "An outgoing mail server has a password of its origin",
  why: "Archived or not, one click sends as production. Odoo's neutralisation left user and password in place until 2026.",
  remedy: "Empty user and password of the outgoing mail servers of the copy.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...originsSecrets, own: odooMailSecrets },
  judge: ({ own, ...facts }, context) =>
    judgeReused(own, facts, context, {
      fact: "odoo.mail-secrets",
      describe: (subject) =>
        `The password of outgoing mail server ${subject.split(",")[1] ?? subject}`,
      remedy: "Empty its user and password.",
    }),
});
