import type { ComparedFact, NamedDigest } from "../../model/identity.ts";
import { failOrPass, type Verdict } from "../../model/outcome.ts";
import type { JudgeContext } from "../../model/record.ts";
import { plural } from "../../model/text.ts";
import { recordsDigests } from "../../facts/records-digests.ts";
import type { FactsOf } from "../check.ts";
import { derivationOf } from "../derivation.ts";
import { derivationFacts, unlessDerived } from "../masking/needed.ts";

/** What a comparison of secrets with those of the environment's origin needs. */
export const originsSecrets = { ...derivationFacts, others: recordsDigests };

type Words = {
  readonly fact: ComparedFact;
  /** `the password of mail server 7`. */
  readonly describe: (subject: string) => string;
  readonly remedy: string;
};

/**
 * Fails for each secret of the environment that is one of its origin's, by keyed digest. An environment that
 * holds no production data is not judged; one whose origin's secrets were never read is unknown.
 */
export function judgeReused(
  own: readonly NamedDigest[],
  facts: FactsOf<typeof originsSecrets>,
  context: JudgeContext,
  { fact, describe, remedy }: Words,
): Verdict {
  const other = unlessDerived(facts, context);
  if (other !== undefined) return other;
  const derivation = derivationOf(context, facts.identity, facts.known);
  const origin =
    derivation.kind === "declared"
      ? derivation.from
      : derivation.kind === "clone"
        ? derivation.of
        : "";
  const theirs = facts.others.find((o) => o.environment === origin && o.fact === fact);
  if (theirs === undefined && own.length > 0) {
    const detail = `those of ${origin}, which it derives from, were never read`;
    return { outcome: "unknown", reason: "fact_missing", detail };
  }
  const digests = new Set(theirs?.digests.map(({ digest }) => digest));
  return failOrPass(
    own
      .filter(({ digest }) => digests.has(digest))
      .map(({ subject }) => ({
        subject,
        title: `${describe(subject)} is the one of ${origin}`,
        remedy,
      })),
    own.length === 0 ? "there is none" : `${plural(own.length, "secret")}, none of ${origin}'s`,
  );
}
