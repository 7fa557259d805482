import { waive } from "../exceptions/waive.ts";
import type { Exception } from "../model/exception.ts";
import type { AuditRecord } from "../model/record.ts";

/**
 * The audit with what exceptions cover of it at its end: which findings of a failing check, by which exception.
 * Outcomes stay what was judged. `exceptions` of the answer are those that covered anything.
 */
export function overlay(record: AuditRecord, exceptions: readonly Exception[]): AuditRecord {
  const failing = record.results.flatMap(({ check, verdict }) =>
    verdict.outcome === "fail" ? [{ check, findings: verdict.findings }] : [],
  );
  const waived = waive(exceptions, record.environment, failing, record.finishedAt);
  if (waived.length === 0) return record;
  const byCheck = new Map(waived.map(({ check, findings, whole }) => [check, { findings, whole }]));
  const used = new Set(
    waived.flatMap(({ findings }) => findings.map(({ exception }) => exception)),
  );
  return {
    ...record,
    results: record.results.map((result) => {
      const part = byCheck.get(result.check);
      return part === undefined ? result : { ...result, waived: part };
    }),
    exceptions: exceptions.filter(({ id }) => used.has(id)),
  };
}
