import type { JudgeContext } from "../../src/model/record.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import type { overrides } from "../../src/probes/mail/fallback.ts";
import type { WantedOf } from "../../src/probes/check.ts";
import { accessMatrix, declared, fleet, identities, policy } from "../audit/support.ts";

export { policy };

/** What judging may know beside the facts, for a staging copy that is declared as `change` says. */
export function contextOf(change: Parameters<typeof declared>[0] = {}): JudgeContext {
  const { name, tier, derivedFrom, lifecycle, policy: own } = declared(change);
  return {
    now: "2026-11-24T06:00:00.000Z",
    environment: { name, tier, derivedFrom, lifecycle, policy: own },
    identities,
    accessMatrix,
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

type Overrides = WantedOf<typeof overrides>;
export type Process = Extract<Overrides["processes"], { state: "known" }>["value"][number];

/** An Odoo as its command line has it, which says nothing of itself but what `change` says. */
export const processOf = (change: Partial<Process> = {}): Process => ({
  user: "odoo",
  config: null,
  databases: [],
  port: null,
  smtpServer: null,
  smtpPort: null,
  ...change,
});

/** An Odoo of a version on a host where the processes run. */
export const runningOn = (major: number, ...processes: readonly Process[]): Overrides => ({
  version: { state: "known", value: { major, serie: `${major}.0` } },
  processes: { state: "known", value: [...processes] },
});
