import type { AuditDiff, AuditRecord } from "./record.ts";

/** What happens to the audits that somebody asked for, in order, for progress and for the result. */
export type AuditEvent =
  | { readonly type: "planned"; readonly environment: string }
  | { readonly type: "started"; readonly environment: string }
  | {
      readonly type: "finished";
      readonly environment: string;
      readonly record: AuditRecord;
      readonly diff: AuditDiff;
    }
  /** The audit was not recorded; `error` is one line. */
  | { readonly type: "failed"; readonly environment: string; readonly error: string };
export type OnAuditEvent = (event: AuditEvent) => void;
