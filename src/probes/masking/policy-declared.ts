import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { derivationOf, describeDerivation } from "../derivation.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

export const policyDeclared = check({
  id: "masking.policy-declared",
  control: "data_masking",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "A masking policy is declared for production's data",
  failTitle: "Production's data is here without a masking policy",
  why: "What nobody decided to mask is not masked. A raw clone that nobody declared is found by its identity.",
  remedy:
    "Declare derived_from and policy.masking for the environment, and mask it by that policy.",
  references: ["FR-4 Data masking"],
  needs: derivationFacts,
  judge({ identity, known }, context) {
    const other = unlessDerived({ identity, known }, context);
    if (other !== undefined) return other;
    const derivation = derivationOf(context, identity, known);
    const { name, policy } = context.environment;
    return failOrPass(
      policy.masking === undefined || derivation.kind === "clone"
        ? [
            {
              subject: derivation.kind === "clone" ? "clone" : "policy.masking",
              title: `${name} ${describeDerivation(derivation)}${derivation.kind === "clone" ? " and does not declare it" : " and declares no masking policy"}`,
              remedy: "Declare derived_from and policy.masking.",
            },
          ]
        : [],
      `${name} ${describeDerivation(derivation)} and has a masking policy`,
    );
  },
});
