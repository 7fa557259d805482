import { odooIdentity } from "../../facts/odoo-identity.ts";
import { recordsIdentities } from "../../facts/records-identities.ts";
import type { Verdict } from "../../model/outcome.ts";
import type { JudgeContext } from "../../model/record.ts";
import { derivationOf, describeDerivation } from "../derivation.ts";
import type { FactsOf } from "../check.ts";

/** What every masking check needs to know first: does the environment hold production's data at all. */
export const derivationFacts = { identity: odooIdentity, known: recordsIdentities };

/**
 * The verdict of an environment that need not be masked, or that nobody can say this of; undefined when it
 * holds production's data and is to be judged.
 */
export function unlessDerived(
  { identity, known }: FactsOf<typeof derivationFacts>,
  context: JudgeContext,
): Verdict | undefined {
  const derivation = derivationOf(context, identity, known);
  switch (derivation.kind) {
    case "declared":
    case "clone":
      return undefined;
    case "production":
    case "independent":
      return { outcome: "not_applicable", because: `it ${describeDerivation(derivation)}` };
    case "undecided":
      return {
        outcome: "unknown",
        reason: "fact_missing",
        detail: `it ${describeDerivation(derivation)}`,
      };
  }
}
