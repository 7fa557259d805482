import { UsageError } from "../model/errors.ts";
import type { FoundEntry } from "../model/ledger.ts";
import type { CheckResult, AuditRecord } from "../model/record.ts";
import { soundEntry } from "./entry-proof.ts";

/** An exception that is active for findings of an audit. */
export type Waiver = {
  readonly exception: string;
  readonly check: string;
  /** Subjects of the findings that it covers; undefined for all of the check. */
  readonly subjects: readonly string[] | undefined;
  readonly reason: string;
  readonly approver: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
};

/** An audit as other systems shall see it. */
export type ToldAudit = {
  readonly entry: FoundEntry["leaf"];
  readonly audit: AuditRecord;
  readonly waivers: readonly Waiver[];
  /** Of envaudit. */
  readonly version: string;
};

/** The audit in an entry. Throws `UsageError` when the entry is of another kind, `RecordError` as `soundEntry`. */
export function auditIn(found: FoundEntry): AuditRecord {
  const { leaf, body } = soundEntry(found);
  if (leaf.kind !== "audit") throw new UsageError(`entry ${leaf.number} is no audit: ${leaf.kind}`);
  // Written by `recordAudit` alone, and what it wrote, since the hash says so.
  const { audit } = JSON.parse(body) as { readonly audit: AuditRecord };
  return audit;
}

/** What exceptions covered of an audit when it was recorded: the record says so itself. */
export function waiversIn({ results, exceptions = [] }: AuditRecord): readonly Waiver[] {
  return results.flatMap(({ check, waived }) =>
    exceptions.flatMap(({ id, rationale, approver, expires }) => {
      const own = waived?.findings.filter(({ exception }) => exception === id) ?? [];
      if (own.length === 0) return [];
      const subjects = own.map(({ subject }) => subject);
      const expiresAt = `${expires}T23:59:59.999Z`;
      return [{ exception: id, check, subjects, reason: rationale, approver, expiresAt }];
    }),
  );
}

/** The waiver under which every finding of a failing check falls; undefined when any of them is left. */
export function waiverOf(
  { check, verdict }: CheckResult,
  waivers: readonly Waiver[],
): Waiver | undefined {
  if (verdict.outcome !== "fail") return undefined;
  const own = waivers.filter((waiver) => waiver.check === check);
  const covering = verdict.findings.map(({ subject }) =>
    own.find(({ subjects }) => subjects?.includes(subject) ?? true),
  );
  // Where several cover it, it goes on being covered as long as the one that expires first.
  return covering.includes(undefined)
    ? undefined
    : covering
        .filter((waiver) => waiver !== undefined)
        .toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1))[0];
}
