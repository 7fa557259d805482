import { escapeActing } from "./acting.ts";
import type { AuditDiff, AuditRecord } from "../../model/record.ts";

export type AuditOutput = { readonly record: AuditRecord; readonly diff: AuditDiff | undefined };

/** Every audit as it was recorded, facts left out (they are in the store), with what changed. */
export function formatJson(audits: readonly AuditOutput[]): string {
  const shown = audits.map(({ record, diff }) => {
    const { facts: _facts, context: _context, ...rest } = record;
    return { ...rest, diff };
  });
  // JSON's own escape: whoever parses it gets the very text that was recorded.
  return escapeActing(JSON.stringify(shown, undefined, 2), (code) => `\\u${code.padStart(4, "0")}`);
}
