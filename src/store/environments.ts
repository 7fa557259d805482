import type { Kysely } from "kysely";
import type { Tier } from "../model/outcome.ts";
import type { AuditRecord } from "../model/record.ts";
import type { Database } from "./schema.ts";

/** What the last recorded audit said about an environment as a whole. */
export type EnvironmentState = {
  readonly environment: string;
  readonly tier: Tier;
  /** The last one that was read; kept while an environment cannot be reached. */
  readonly odooVersion: string | undefined;
  readonly lastAuditId: string;
  readonly lastStartedAt: string;
  readonly lastFinishedAt: string;
  /** When the last complete audit finished. */
  readonly lastCompleteAt: string | undefined;
  /** When the auditor's own credential expires, as it was last read; undefined: it does not, or nobody knows. */
  readonly credentialExpiresAt: string | undefined;
};

export type Environments = {
  /** Every environment that was ever audited, by name; those no longer configured are among them. */
  list(): Promise<readonly EnvironmentState[]>;
  /** `credentialExpiresAt` null: it does not expire; undefined: not read, so what was known stays. */
  see(record: AuditRecord, credentialExpiresAt?: string | null): Promise<void>;
};

export function environmentsIn(db: Kysely<Database>): Environments {
  return { list: () => list(db), see: (record, expiresAt) => see(db, record, expiresAt) };
}

async function list(db: Kysely<Database>): Promise<readonly EnvironmentState[]> {
  const rows = await db.selectFrom("environments").selectAll().orderBy("environment").execute();
  return rows.map((row) => ({
    environment: row.environment,
    tier: row.tier,
    odooVersion: row.odoo_version ?? undefined,
    lastAuditId: row.last_audit_id,
    lastStartedAt: row.last_started_at,
    lastFinishedAt: row.last_finished_at,
    lastCompleteAt: row.last_complete_at ?? undefined,
    credentialExpiresAt: row.credential_expires_at ?? undefined,
  }));
}

async function see(
  db: Kysely<Database>,
  record: AuditRecord,
  credentialExpiresAt: string | null | undefined,
): Promise<void> {
  await db
    .insertInto("environments")
    .values({
      environment: record.environment,
      tier: record.tier,
      odoo_version: record.odooVersion ?? null,
      last_audit_id: record.id,
      last_started_at: record.startedAt,
      last_finished_at: record.finishedAt,
      last_complete_at: record.complete ? record.finishedAt : null,
      credential_expires_at: credentialExpiresAt ?? null,
    })
    .onConflict((conflict) =>
      conflict.column("environment").doUpdateSet((eb) => ({
        tier: eb.ref("excluded.tier"),
        odoo_version: eb.fn.coalesce("excluded.odoo_version", "environments.odoo_version"),
        last_audit_id: eb.ref("excluded.last_audit_id"),
        last_started_at: eb.ref("excluded.last_started_at"),
        last_finished_at: eb.ref("excluded.last_finished_at"),
        last_complete_at: eb.fn.coalesce(
          "excluded.last_complete_at",
          "environments.last_complete_at",
        ),
        credential_expires_at:
          credentialExpiresAt === undefined
            ? eb.ref("environments.credential_expires_at")
            : eb.ref("excluded.credential_expires_at"),
      })),
    )
    .execute();
}
