import { odooIncomingSecrets } from "../../facts/odoo-incoming-secrets.ts";
import { check } from "../check.ts";
import { judgeReused, originsSecrets } from "./reused.ts";

export const reusedIncomingPasswords = check({
  id: "integrations.reused-incoming-passwords",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No incoming mail server has a password of its origin",
  failTitle: "An incoming mail server has a password of its origin",
  why: "Archived or not, one click fetches production's mail into the copy; neutralisation leaves the password in place.",
  remedy: "Empty user and password of the incoming mail servers of the copy.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...originsSecrets, own: odooIncomingSecrets },
  judge: ({ own, ...facts }, context) =>
    judgeReused(own, facts, context, {
      fact: "odoo.incoming-secrets",
      describe: (subject) =>
        `The password of incoming mail server ${subject.split(",")[1] ?? subject}`,
      remedy: "Empty its user and password.",
    }),
});
