import type { NamedDigest } from "../../model/identity.ts";
import { failOrPass, type Verdict } from "../../model/outcome.ts";
import type { JudgeContext } from "../../model/record.ts";
import { recordsDigests } from "../../facts/records-digests.ts";
import { recordsIdentities } from "../../facts/records-identities.ts";
import type { FactsOf } from "../check.ts";
import { neverAudited } from "../derivation.ts";

/** What a comparison of addresses with production's needs. */
export const productionsAddresses = { known: recordsIdentities, others: recordsDigests };
type Facts = FactsOf<typeof productionsAddresses>;

const addressFacts = new Set(["odoo.base-urls", "odoo.website-domains"]);

/**
 * Fails for each of the environment's addresses that is one of a production's. A production that was never
 * audited, or whose addresses were never read, leaves it unknown unless one is found already.
 */
export function judgeAddresses(
  own: readonly NamedDigest[],
  { known, others }: Facts,
  context: JudgeContext,
  describe: (subject: string, production: string) => string,
  remedy: string,
): Verdict {
  const productions = context.fleet
    .filter(({ tier, name }) => tier === "production" && name !== context.environment.name)
    .map(({ name }) => name);
  if (productions.length === 0) {
    return { outcome: "not_applicable", because: "no production is declared to compare with" };
  }
  const findings = own.flatMap(({ subject, digest }) => {
    const production = productions.find((name) =>
      others.some(
        (other) =>
          other.environment === name &&
          addressFacts.has(other.fact) &&
          other.digests.some((one) => one.digest === digest),
      ),
    );
    if (production === undefined) return [];
    return [{ subject, title: describe(subject, production), remedy }];
  });
  const missing =
    neverAudited(context, known) ??
    productions.find(
      (name) => !others.some((o) => o.environment === name && o.fact === "odoo.base-urls"),
    );
  if (findings.length === 0 && missing !== undefined) {
    const detail = `the addresses of ${missing} were never read`;
    return { outcome: "unknown", reason: "fact_missing", detail };
  }
  return failOrPass(findings, `none is an address of ${productions.join(", ")}`);
}
