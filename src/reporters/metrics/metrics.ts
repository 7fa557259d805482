export type MetricSpec = {
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly labels: readonly string[];
};

/**
 * Every metric, in the order of the page. Alerts are written against these names. Values are read from the
 * store at each scrape, without a cache; times are timestamps, so that an age is always `time() - x`.
 */
export const metrics = {
  envaudit_check_passing: {
    type: "gauge",
    help: "1 when the check passed, 0 when it failed, waived or not. Absent while it is unknown and where it does not apply.",
    labels: ["environment", "control", "check"],
  },
  envaudit_check_unknown: {
    type: "gauge",
    help: "1 while the check could not be judged, 0 where that is an access gap which the operator accepted. Absent otherwise.",
    labels: ["environment", "control", "check", "reason"],
  },
  envaudit_check_waived: {
    type: "gauge",
    help: "1 while the check fails and an exception in force covers all of its findings, else 0. Absent while it is unknown and where it does not apply.",
    labels: ["environment", "control", "check"],
  },
  envaudit_check_last_evaluated_timestamp_seconds: {
    type: "gauge",
    help: "When the check was last judged as passed or failed.",
    labels: ["environment", "control", "check"],
  },
  envaudit_check_last_pass_timestamp_seconds: {
    type: "gauge",
    help: "When the check last passed. Absent where it never did.",
    labels: ["environment", "control", "check"],
  },
  envaudit_check_info: {
    type: "gauge",
    help: "Always 1: what is known of a check, to be joined to the others by its label.",
    labels: ["check", "control", "severity", "owner", "runbook_url"],
  },
  envaudit_environment_info: {
    type: "gauge",
    help: "Always 1: what is known of a configured environment. odoo_version is the last that was read, empty before that.",
    labels: ["environment", "tier", "odoo_version", "owner"],
  },
  envaudit_environment_expiry_timestamp_seconds: {
    type: "gauge",
    help: "When the environment expires, or the decision to keep it is due for review: the end of that day, UTC. Absent when neither is declared.",
    labels: ["environment"],
  },
  envaudit_findings: {
    type: "gauge",
    help: "Findings by state: open, or fixed at the last look. waived: of the open ones, those that an exception in force covers.",
    labels: ["environment", "control", "severity", "state"],
  },
  envaudit_audits_total: {
    type: "counter",
    help: "Recorded audits, by what caused them.",
    labels: ["environment", "trigger"],
  },
  envaudit_audits_failed_total: {
    type: "counter",
    help: "Audits that ended with a check unknown other than by an accepted gap, or that could not be run.",
    labels: ["environment"],
  },
  envaudit_audit_duration_seconds: {
    type: "gauge",
    help: "How long the last recorded audit of the environment took.",
    labels: ["environment"],
  },
  envaudit_audit_overruns_total: {
    type: "counter",
    help: "Scheduled audits that were skipped because the one before had not ended.",
    labels: ["environment"],
  },
  envaudit_transport_errors_total: {
    type: "counter",
    help: "Audits in which a source of facts (rpc, sql, host, http, records) failed, once per audit and reason.",
    labels: ["environment", "transport", "reason"],
  },
  envaudit_credential_expiry_timestamp_seconds: {
    type: "gauge",
    help: "When the auditor's own credential expires, as it was last read: the first of its user's API keys, on Odoo 18 and later. Absent for one that does not expire, and where that was not read.",
    labels: ["environment", "transport"],
  },
  envaudit_exception_expiry_timestamp_seconds: {
    type: "gauge",
    help: "When the exception ends or has ended: the end of its last day, UTC. Absent for one that was revoked.",
    labels: ["exception"],
  },
  envaudit_exception_review_open: {
    type: "gauge",
    help: "1 when the exception has ended and its review is not recorded, else 0.",
    labels: ["exception"],
  },
  envaudit_ledger_entries: {
    type: "gauge",
    help: "Entries of the ledger.",
    labels: [],
  },
  envaudit_ledger_signed_entries: {
    type: "gauge",
    help: "Entries that the last checkpoint covers. Below the entries for more than some minutes means that nothing signs.",
    labels: [],
  },
  envaudit_ledger_anchored_entries: {
    type: "gauge",
    help: "Entries that the last checkpoint in a configured anchor covers.",
    labels: ["anchor"],
  },
  envaudit_ledger_last_entry_timestamp_seconds: {
    type: "gauge",
    help: "When that happened which the last entry of the ledger is about. Absent on an empty one.",
    labels: [],
  },
  envaudit_selftest_passing: {
    type: "gauge",
    help: "1 when the check told the broken simulated environments from the safe ones, 0 when it is blind. Absent before the first self-test, and where nothing is simulated that the check is about.",
    labels: ["check"],
  },
  envaudit_selftest_last_run_timestamp_seconds: {
    type: "gauge",
    help: "When the last self-test ended.",
    labels: [],
  },
  envaudit_config_last_reload_successful: {
    type: "gauge",
    help: "1 when the configuration that was read last is the one in use, 0 when it was refused.",
    labels: [],
  },
  envaudit_config_last_reload_success_timestamp_seconds: {
    type: "gauge",
    help: "When the configuration in use was read.",
    labels: [],
  },
  envaudit_build_info: {
    type: "gauge",
    help: "Always 1: the version of envaudit.",
    labels: ["version"],
  },
} as const satisfies Readonly<Record<`envaudit_${string}`, MetricSpec>>;

export type MetricName = keyof typeof metrics;
export type LabelsOf<N extends MetricName> = Readonly<
  Record<(typeof metrics)[N]["labels"][number], string>
>;

/** One series and its value. Made by `sample`, which pairs a metric with its own labels. */
export type Sample = {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

export function sample<N extends MetricName>(name: N, labels: LabelsOf<N>, value: number): Sample {
  return { name, labels, value };
}
