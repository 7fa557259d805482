/** The four outcomes of a check. `waived` is an overlay on a judged `fail`, never an outcome of its own. */
export const outcomes = ["pass", "fail", "unknown", "not_applicable"] as const;
export type Outcome = (typeof outcomes)[number];

/** Worst first: the order of tables, exit codes and `--fail-on`. */
export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

export const tiers = ["dev", "staging", "uat", "production"] as const;
export type Tier = (typeof tiers)[number];

/** The five controls of FR-4, and three of our own. */
export const controlIds = [
  "mail_suppression",
  "integration_safeguards",
  "least_privilege",
  "lifecycle",
  "data_masking",
  "backup_recovery",
  "operational_health",
  "change_governance",
] as const;
export type ControlId = (typeof controlIds)[number];

/** Why a check could not be judged. Closed: dashboards and alerts are written against these words. */
export const unknownReasons = [
  "unreachable",
  "timeout",
  "tls_untrusted",
  "host_key_mismatch",
  "auth_failed",
  "access_denied",
  "transport_not_configured",
  "unsupported_version",
  "malformed_response",
  "response_too_large",
  "fact_missing",
  "deadline_exceeded",
  "internal_error",
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

/**
 * One record-level problem inside a failing check. `subject` names the record stably
 * (`ir.mail_server,7`, `odoo.conf`, `environment`), since the finding's uid is made of it.
 * `count` says how many records stand behind a summarised finding: a rising count is "worse".
 */
export type Finding = {
  readonly subject: string;
  readonly title: string;
  readonly remedy: string;
  readonly count?: number;
};

export type Pass = { readonly outcome: "pass"; readonly proof: string };
export type Fail = {
  readonly outcome: "fail";
  readonly findings: readonly [Finding, ...Finding[]];
};
export type Unknown = {
  readonly outcome: "unknown";
  readonly reason: UnknownReason;
  readonly detail: string;
};
export type NotApplicable = { readonly outcome: "not_applicable"; readonly because: string };
export type Verdict = Pass | Fail | Unknown | NotApplicable;

/** `fail` when there is any finding, else `pass` with the proof: the ending of most judges. */
export function failOrPass(findings: readonly Finding[], proof: string): Verdict {
  const [first, ...rest] = findings;
  return first === undefined
    ? { outcome: "pass", proof }
    : { outcome: "fail", findings: [first, ...rest] };
}
