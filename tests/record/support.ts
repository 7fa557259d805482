import type { Verdict } from "../../src/model/outcome.ts";
import type { AuditRecord, CheckResult } from "../../src/model/record.ts";

export const pass: Verdict = { outcome: "pass", proof: "nothing sends" };
export const unknown: Verdict = {
  outcome: "unknown",
  reason: "timeout",
  detail: "no answer in 5 s",
};
export const notApplicable: Verdict = { outcome: "not_applicable", because: "no mail module" };

/** A failing verdict with one finding per subject; `["a", 3]` is one with a count. */
export function fail(...subjects: readonly [Subject, ...Subject[]]): Verdict {
  const [first, ...rest] = subjects;
  return { outcome: "fail", findings: [finding(first), ...rest.map(finding)] };
}
type Subject = string | readonly [subject: string, count: number];

function finding(spec: Subject) {
  const [subject, count] = typeof spec === "string" ? [spec, undefined] : spec;
  const text = { subject, title: `${subject} sends mail`, remedy: `archive ${subject}` };
  return count === undefined ? text : { ...text, count };
}

function result(check: string, verdict: Verdict): CheckResult {
  return {
    check,
    control: "mail_suppression",
    severity: "critical",
    owner: "platform_engineer",
    title: `title of ${check}`,
    verdict,
    acceptedGap: false,
  };
}

/** Day `day` of March 2026, one minute after the audit began. */
export const finished = (day: number) => `2026-03-${String(day).padStart(2, "0")}T02:01:00.000Z`;

/** The audit of `staging` on one day, of these checks. */
export function audit(
  day: number,
  verdicts: Readonly<Record<string, Verdict>>,
  changes: Partial<AuditRecord> = {},
): AuditRecord {
  const startedAt = finished(day).replace("T02:01", "T02:00");
  return {
    id: `audit-${day}`,
    environment: "staging",
    tier: "staging",
    trigger: "schedule",
    startedAt,
    finishedAt: finished(day),
    complete: true,
    odooVersion: "17.0",
    context: {
      now: startedAt,
      environment: {
        name: "staging",
        tier: "staging",
        derivedFrom: "production",
        lifecycle: { kind: "expires", on: "2026-06-30" },
        policy: {
          mail: { allowedServers: [] },
          integrations: { allowedScheduledActions: [] },
          access: { tryDefaultCredentials: false },
          lifecycle: { maxAgeDays: 30 },
          masking: undefined,
        },
      },
      identities: [],
      auditorLogins: ["auditor"],
      fleet: [{ name: "staging", tier: "staging" }],
      registryDigest: "sha256:0",
    },
    facts: {},
    results: Object.entries(verdicts).map(([check, verdict]) => result(check, verdict)),
    transportErrors: [],
    ...changes,
  };
}
