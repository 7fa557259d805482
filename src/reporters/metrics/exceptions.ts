import type { StoredFinding } from "../../store/findings.ts";
import type { Sample } from "./metrics.ts";
import { sample } from "./metrics.ts";
import type { MetricsSource } from "./source.ts";

/** When each exception ends, and whether somebody still has to look at what it did. */
export function exceptionSamples({ exceptions }: MetricsSource): readonly Sample[] {
  return exceptions.flatMap(({ id, endsAt, reviewOpen }) => [
    sample(
      "envaudit_exception_expiry_timestamp_seconds",
      { exception: id },
      Date.parse(endsAt) / 1000,
    ),
    sample("envaudit_exception_review_open", { exception: id }, reviewOpen ? 1 : 0),
  ]);
}

export type WaivedFindings = {
  /** Whether all open findings of a check are covered. */
  isWhole(environment: string, check: string): boolean;
  /** Open findings that are covered. */
  readonly findings: readonly StoredFinding[];
};

/** What exceptions cover of the open findings at this moment: one that has ended covers nothing. */
export async function waivedFindings(source: MetricsSource): Promise<WaivedFindings> {
  if (source.exceptions.length === 0) return { isWhole: () => false, findings: [] };
  const open = await source.store.findings.list({ state: "open" });
  const whole = new Set<string>();
  const findings: StoredFinding[] = [];
  for (const [environment, own] of Map.groupBy(open, (finding) => finding.environment)) {
    const byCheck = Map.groupBy(own, (finding) => finding.check);
    const failing = [...byCheck].map(([check, of]) => ({ check, findings: of }));
    for (const waived of source.waived(environment, failing)) {
      if (waived.whole) whole.add(`${environment} ${waived.check}`);
      const subjects = new Set(waived.findings.map(({ subject }) => subject));
      findings.push(
        ...(byCheck.get(waived.check) ?? []).filter(({ subject }) => subjects.has(subject)),
      );
    }
  }
  return { isWhole: (environment, check) => whole.has(`${environment} ${check}`), findings };
}
