import type { Kysely } from "kysely";
import { RecordError } from "../model/errors.ts";
import type { ControlId, Severity, Tier } from "../model/outcome.ts";
import type { AuditRecord, CheckResult, Trigger } from "../model/record.ts";
import { printable } from "../model/text.ts";
import { chunks } from "./chunks.ts";
import type { Database } from "./schema.ts";
import { verdictParts } from "./verdict.ts";
import type { VerdictParts } from "./verdict.ts";

export type AuditSummary = {
  readonly id: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly trigger: Trigger;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly complete: boolean;
  readonly odooVersion: string | undefined;
};

export type ResultRow = VerdictParts & {
  readonly check: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly acceptedGap: boolean;
};

/** What was seen, one audit at a time. */
export type Audits = {
  /** Keeps the audit and its results. Throws `RecordError` when the id is already there. */
  insert(record: AuditRecord): Promise<void>;
  get(id: string): Promise<AuditRecord | undefined>;
  /** The audit of the environment that finished last. */
  latest(environment: string): Promise<AuditRecord | undefined>;
  /** Newest first, of one environment or of all. */
  list(filter: {
    readonly environment?: string;
    readonly limit: number;
  }): Promise<readonly AuditSummary[]>;
  /** The results of one audit, by check id. */
  results(id: string): Promise<readonly ResultRow[]>;
};

export function auditsIn(db: Kysely<Database>): Audits {
  return {
    insert: (record) => insert(db, record),
    get: (id) => get(db, id),
    latest: (environment) => latest(db, environment),
    list: (filter) => list(db, filter),
    results: (id) => results(db, id),
  };
}

async function insert(db: Kysely<Database>, record: AuditRecord): Promise<void> {
  const { id, environment, tier, trigger } = record;
  const there = await db.selectFrom("audits").select("id").where("id", "=", id).executeTakeFirst();
  if (there !== undefined) throw new RecordError(`audit ${printable(id)} is already recorded`);
  await db
    .insertInto("audits")
    .values({
      id,
      environment,
      tier,
      trigger,
      started_at: record.startedAt,
      finished_at: record.finishedAt,
      complete: record.complete,
      odoo_version: record.odooVersion ?? null,
      record: JSON.stringify(record),
    })
    .execute();
  for (const some of chunks(record.results)) {
    const rows = some.map((result) => resultRow(record, result));
    await db.insertInto("results").values(rows).execute();
  }
}

function resultRow(record: AuditRecord, result: CheckResult) {
  const { reason, detail, outcome } = verdictParts(result.verdict);
  return {
    audit_id: record.id,
    environment: record.environment,
    check: result.check,
    control: result.control,
    severity: result.severity,
    outcome,
    reason: reason ?? null,
    detail: detail ?? null,
    accepted_gap: result.acceptedGap,
  };
}

async function get(db: Kysely<Database>, id: string): Promise<AuditRecord | undefined> {
  const row = await db
    .selectFrom("audits")
    .select("record")
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : revive(row.record);
}

async function latest(db: Kysely<Database>, environment: string): Promise<AuditRecord | undefined> {
  const row = await db
    .selectFrom("audits")
    .select("record")
    .where("environment", "=", environment)
    .orderBy("finished_at", "desc")
    .orderBy("id", "desc")
    .executeTakeFirst();
  return row === undefined ? undefined : revive(row.record);
}

/** JSON drops what is undefined; the one such field that the type demands comes back. */
function revive(json: string): AuditRecord {
  const record = JSON.parse(json) as AuditRecord; // written by `insert` alone
  return { ...record, odooVersion: record.odooVersion };
}

async function list(
  db: Kysely<Database>,
  filter: { readonly environment?: string; readonly limit: number },
): Promise<readonly AuditSummary[]> {
  const { environment, limit } = filter;
  const rows = await db
    .selectFrom("audits")
    .select(["id", "environment", "tier", "trigger", "started_at", "finished_at"])
    .select(["complete", "odoo_version"])
    .$if(environment !== undefined, (query) => query.where("environment", "=", environment ?? ""))
    .orderBy("finished_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    environment: row.environment,
    tier: row.tier,
    trigger: row.trigger,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    complete: row.complete === 1,
    odooVersion: row.odoo_version ?? undefined,
  }));
}

async function results(db: Kysely<Database>, id: string): Promise<readonly ResultRow[]> {
  const rows = await db
    .selectFrom("results")
    .selectAll()
    .where("audit_id", "=", id)
    .orderBy("check")
    .execute();
  return rows.map((row) => ({
    check: row.check,
    control: row.control,
    severity: row.severity,
    outcome: row.outcome,
    reason: row.reason ?? undefined,
    detail: row.detail ?? undefined,
    acceptedGap: row.accepted_gap === 1,
  }));
}
