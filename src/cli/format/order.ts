import { severities, type Outcome } from "../../model/outcome.ts";
import type { AuditRecord, CheckResult } from "../../model/record.ts";

const outcomeOrder: readonly Outcome[] = ["fail", "unknown", "pass", "not_applicable"];

/** Worst first: by outcome, then by severity, then by id. */
export function byWorst(a: CheckResult, b: CheckResult): number {
  return (
    outcomeOrder.indexOf(a.verdict.outcome) - outcomeOrder.indexOf(b.verdict.outcome) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    a.check.localeCompare(b.check)
  );
}

/** How many results there are of each outcome. */
export function countOutcomes(results: readonly CheckResult[]): Readonly<Record<Outcome, number>> {
  const counts = { pass: 0, fail: 0, unknown: 0, not_applicable: 0 };
  for (const result of results) counts[result.verdict.outcome]++;
  return counts;
}

/** Environments with the most failing checks first, then the most unknown ones. */
export function byWorstEnvironment(a: AuditRecord, b: AuditRecord): number {
  const [x, y] = [countOutcomes(a.results), countOutcomes(b.results)];
  return y.fail - x.fail || y.unknown - x.unknown || a.environment.localeCompare(b.environment);
}
