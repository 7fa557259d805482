import { odooPaymentSecrets } from "../../facts/odoo-payment-secrets.ts";
import { check } from "../check.ts";
import { judgeReused, originsSecrets } from "./reused.ts";

export const reusedPaymentKeys = check({
  id: "integrations.reused-payment-keys",
  control: "integration_safeguards",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No payment provider has a key of its origin",
  failTitle: "A payment provider has a key of its origin",
  why: "Disabled or in test mode, the live key is one click, or one line of code, from charging real cards.",
  remedy: "Empty the keys of the provider, or put those of the sandbox account in their place.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...originsSecrets, own: odooPaymentSecrets },
  judge: ({ own, ...facts }, context) =>
    judgeReused(own, facts, context, {
      fact: "odoo.payment-secrets",
      describe: (subject) =>
        `${subject.split(",")[2] ?? "A key"} of payment provider ${subject.split(",")[1] ?? subject}`,
      remedy: "Empty it, or use the key of the sandbox account.",
    }),
});
