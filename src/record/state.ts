import type { AuditRecord, CheckResult } from "../model/record.ts";
import { verdictParts } from "../store/verdict.ts";
import type { CheckState } from "../store/checks.ts";

/**
 * The state of a check after an audit ran it. An unknown result is shown, and keeps the baseline and the
 * times of the last judging.
 */
export function nextState(
  before: CheckState | undefined,
  result: CheckResult,
  record: Pick<AuditRecord, "id" | "environment" | "finishedAt">,
): CheckState {
  const { outcome } = result.verdict;
  const at = record.finishedAt;
  const evaluated = outcome === "pass" || outcome === "fail";
  return {
    environment: record.environment,
    check: result.check,
    control: result.control,
    severity: result.severity,
    owner: result.owner,
    title: result.title,
    ...verdictParts(result.verdict),
    acceptedGap: result.acceptedGap,
    baseline: outcome === "unknown" ? before?.baseline : outcome,
    since: before?.outcome === outcome ? before.since : at,
    lastEvaluatedAt: evaluated ? at : before?.lastEvaluatedAt,
    lastPassAt: outcome === "pass" ? at : before?.lastPassAt,
    auditId: record.id,
  };
}
