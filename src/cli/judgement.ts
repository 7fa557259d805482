import { severities, type Severity } from "../model/outcome.ts";
import type { AuditRecord, CheckResult } from "../model/record.ts";
import { exitCodes, worst, type ExitCode } from "./exit.ts";

const atLeast = (severity: Severity, threshold: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(threshold);

function codeOf(result: CheckResult, failOn: Severity): ExitCode {
  switch (result.verdict.outcome) {
    case "fail":
      return result.waived?.whole !== true && atLeast(result.severity, failOn)
        ? exitCodes.findings
        : exitCodes.ok;
    case "unknown":
      return result.acceptedGap ? exitCodes.ok : exitCodes.unknown;
    case "pass":
    case "not_applicable":
      return exitCodes.ok;
  }
}

/** 1 for a finding of at least `failOn` that no exception covers, else 2 for an unknown that is no accepted gap, else 0. */
export function exitCodeOf(records: readonly AuditRecord[], failOn: Severity): ExitCode {
  return worst(records.flatMap((record) => record.results.map((result) => codeOf(result, failOn))));
}
