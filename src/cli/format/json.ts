import type { AuditDiff, AuditRecord } from "../../model/record.ts";

export type AuditOutput = { readonly record: AuditRecord; readonly diff: AuditDiff | undefined };

/** Every audit as it was recorded, facts left out (they are in the store), with what changed. */
export function formatJson(audits: readonly AuditOutput[]): string {
  const shown = audits.map(({ record, diff }) => {
    const { facts: _facts, context: _context, ...rest } = record;
    return { ...rest, diff };
  });
  return JSON.stringify(shown, undefined, 2);
}
