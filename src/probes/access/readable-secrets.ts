import { odooPaymentSecrets } from "../../facts/odoo-payment-secrets.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const readableSecrets = check({
  id: "access.readable-secrets",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  // 15 and later show these fields to Settings alone.
  versions: { to: 14 },
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No credential is stored where ordinary users can read it",
  failTitle: "Credentials are stored where ordinary users can read them",
  why: "Odoo 14 shows the keys of payment providers to every internal user, over RPC with any employee's password.",
  remedy: "Clear the key where it is not needed, or move to a version that hides it.",
  references: ["FR-4 Least-privilege access"],
  needs: { keys: odooPaymentSecrets },
  judge: ({ keys }, { environment }) =>
    failOrPass(
      keys.map(({ subject }) => ({
        subject,
        title: `Any internal user of ${environment.name} can read ${subject}`,
        remedy: `Clear ${subject}, or move to a version that hides it.`,
      })),
      "no payment provider has a key",
    ),
});
