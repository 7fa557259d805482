import type { JudgeContext } from "../../src/model/record.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import { declared, fleet, identities, policy } from "../audit/support.ts";

export { policy };

/** What judging may know beside the facts, for a staging copy that is declared as `change` says. */
export function contextOf(change: Parameters<typeof declared>[0] = {}): JudgeContext {
  const { name, tier, derivedFrom, lifecycle, policy: own } = declared(change);
  return {
    now: "2026-11-24T06:00:00.000Z",
    environment: { name, tier, derivedFrom, lifecycle, policy: own },
    identities,
    auditorLogins: ["envaudit"],
    fleet,
    registryDigest: "digest of the registry",
  };
}

/** `subject: title` of each finding; the proof or the reason of another outcome. */
export function told(verdict: Verdict): readonly string[] | string {
  switch (verdict.outcome) {
    case "pass":
      return `pass: ${verdict.proof}`;
    case "fail":
      return verdict.findings.map((finding) => `${finding.subject}: ${finding.title}`);
    case "unknown":
      return `unknown: ${verdict.reason}: ${verdict.detail}`;
    case "not_applicable":
      return `not applicable: ${verdict.because}`;
  }
}
