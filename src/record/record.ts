import { append } from "../evidence/append.ts";
import type { Exception } from "../model/exception.ts";
import type { AuditDiff, AuditRecord } from "../model/record.ts";
import type { CheckState } from "../store/checks.ts";
import type { SeenFinding, StoredFinding } from "../store/findings.ts";
import type { Repositories, Store } from "../store/store.ts";
import { credentialExpiryOf } from "./credential.ts";
import { diffAudit, summary } from "./diff.ts";
import type { Baseline, CheckDiff } from "./diff.ts";
import { identityOf } from "./identity.ts";
import { overlay } from "./overlay.ts";
import { nextState } from "./state.ts";

/** An audit as it was recorded, with what exceptions cover of it, and what changed. */
export type Recorded = { readonly record: AuditRecord; readonly diff: AuditDiff };

/**
 * Records an audit in one transaction: the audit and its results, the state of the checks that it ran,
 * their findings, who the environment is, the counters, and the entries of the ledger: one of the audit, and one
 * of each exception that it used. All of it is kept or nothing. The audit that is recorded last is the present
 * state, whatever its times say. Throws `RecordError` when the store cannot be written or the audit's id is
 * already recorded.
 */
export async function recordAudit(
  store: Store,
  judged: AuditRecord,
  exceptions: readonly Exception[] = [],
): Promise<Recorded> {
  const record = overlay(judged, exceptions);
  return await store.transaction(async (tx) => {
    await tx.audits.insert(record);
    await tx.environments.see(record, credentialExpiryOf(record));
    const states = await tx.checks.list(record.environment);
    const open = await tx.findings.list({ environment: record.environment, state: "open" });
    const diffs = diffAudit(record, baselinesOf(states, open));
    await saveChecks(tx, record, states);
    await saveFindings(tx, record, diffs);
    const identity = identityOf(record);
    if (identity !== undefined) await tx.identities.see(identity);
    await count(tx, record);
    const diff = summary(diffs);
    await append(tx, {
      kind: "audit",
      subject: record.id,
      at: record.finishedAt,
      body: { audit: record, diff },
    });
    for (const use of usesIn(record)) await append(tx, use);
    return { record, diff };
  });
}

function usesIn({ id, environment, finishedAt, results, exceptions = [] }: AuditRecord) {
  return exceptions.map((exception) => {
    const checks = results.flatMap(({ check, waived }) => {
      const own = waived?.findings.filter((one) => one.exception === exception.id) ?? [];
      return own.length === 0 ? [] : [[check, own.map(({ subject }) => subject)] as const];
    });
    return {
      kind: "exception_use" as const,
      subject: exception.id,
      at: finishedAt,
      body: { exception, audit: id, environment, checks: Object.fromEntries(checks) },
    };
  });
}

function baselinesOf(
  states: readonly CheckState[],
  open: readonly StoredFinding[],
): ReadonlyMap<string, Baseline> {
  const findings = Map.groupBy(open, (finding) => finding.check);
  const baselines = new Map<string, Baseline>();
  for (const { check, baseline } of states) {
    if (baseline === undefined) continue;
    baselines.set(check, { outcome: baseline, findings: findings.get(check) ?? [] });
  }
  return baselines;
}

async function saveChecks(
  tx: Repositories,
  record: AuditRecord,
  states: readonly CheckState[],
): Promise<void> {
  const before = new Map(states.map((state) => [state.check, state]));
  await tx.checks.save(
    record.results.map((result) => nextState(before.get(result.check), result, record)),
  );
}

async function saveFindings(
  tx: Repositories,
  record: AuditRecord,
  diffs: ReadonlyMap<string, CheckDiff>,
): Promise<void> {
  const seen: SeenFinding[] = [];
  const fixed: string[] = [];
  for (const { check, control, severity } of record.results) {
    const diff = diffs.get(check);
    if (diff === undefined) continue;
    fixed.push(...diff.fixed);
    for (const finding of [...diff.new, ...diff.worse, ...diff.unchanged]) {
      seen.push({ ...finding, environment: record.environment, check, control, severity });
    }
  }
  await tx.findings.see(seen, record.finishedAt);
  await tx.findings.fix(fixed, record.finishedAt);
}

async function count(tx: Repositories, record: AuditRecord): Promise<void> {
  const { environment, trigger } = record;
  await tx.counters.add({ name: "audits", labels: { environment, trigger } });
  if (!record.complete) await tx.counters.add({ name: "audits_failed", labels: { environment } });
  for (const { transport, reason } of record.transportErrors) {
    await tx.counters.add({ name: "transport_errors", labels: { environment, transport, reason } });
  }
}
