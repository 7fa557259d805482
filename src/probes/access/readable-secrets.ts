import { odooParameterSecrets } from "../../facts/odoo-parameter-secrets.ts";
import { odooPaymentSecrets } from "../../facts/odoo-payment-secrets.ts";
import { odooVersion } from "../../facts/odoo-version.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";

/** Up to this version the fields with payment providers' keys are open to every internal user. */
const lastWithOpenKeys = 14;

export const readableSecrets = check({
  id: "access.readable-secrets",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  versions: { to: 15 },
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No credential is stored where ordinary users can read it",
  failTitle: "Credentials are stored where ordinary users can read them",
  why: "Before 16 Odoo hands any system parameter to whoever asks for it over RPC with any account, and 14 shows the keys of payment providers to every internal user.",
  remedy:
    "Clear the credential where it is not needed, keep it in odoo.conf or the environment of the process where the module allows that, or move to Odoo 16.",
  references: ["FR-4 Least-privilege access"],
  needs: { parameters: odooParameterSecrets, version: odooVersion },
  wants: { payment: odooPaymentSecrets },
  judge({ parameters, version, payment }, { environment }) {
    const findings: Finding[] = parameters.map(({ subject }) => ({
      subject,
      title: `Any account of ${environment.name} can read ${subject} over RPC`,
      remedy: `Clear ${subject}, or keep it outside the database.`,
    }));
    const open = version.major <= lastWithOpenKeys;
    if (open && payment.state === "known") {
      findings.push(
        ...payment.value.map(({ subject }) => ({
          subject,
          title: `Any internal user of ${environment.name} can read ${subject}`,
          remedy: `Clear ${subject}, or move to a version that hides it.`,
        })),
      );
    }
    if (findings.length === 0 && open && payment.state === "unknown") {
      return { outcome: "unknown", reason: payment.reason, detail: payment.detail };
    }
    return failOrPass(findings, "no credential in a parameter or a payment provider");
  },
});
