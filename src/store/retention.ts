import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

export type Pruned = {
  readonly audits: number;
  readonly findings: number;
  readonly slots: number;
};

/** What may be forgotten: the past, and nothing that says how things stand. */
export type Retention = {
  /**
   * Deletes what was over before `before` (ISO 8601, UTC), of audits the `most` oldest: audits with their
   * results, findings that were fixed, slots. Open findings stay, and so does the audit that an environment
   * or a check was last judged by, however old it is.
   */
  prune(before: string, most: number): Promise<Pruned>;
};

export function retentionIn(db: Kysely<Database>): Retention {
  return {
    prune: async (before, most) => ({
      audits: await pruneAudits(db, before, most),
      findings: await pruneFindings(db, before),
      slots: await pruneSlots(db, before),
    }),
  };
}

/** Results go with their audit. */
async function pruneAudits(db: Kysely<Database>, before: string, most: number): Promise<number> {
  const old = db
    .selectFrom("audits")
    .select("id")
    .where("finished_at", "<", before)
    .where("id", "not in", db.selectFrom("environments").select("last_audit_id"))
    .where("id", "not in", db.selectFrom("check_state").select("audit_id"))
    .orderBy("finished_at")
    .limit(most);
  const deleted = await db.deleteFrom("audits").where("id", "in", old).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}

async function pruneFindings(db: Kysely<Database>, before: string): Promise<number> {
  const deleted = await db
    .deleteFrom("findings")
    .where("state", "=", "fixed")
    .where("fixed_at", "<", before)
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}

/** The newest slot of an environment tells a restart what was done: it stays. */
async function pruneSlots(db: Kysely<Database>, before: string): Promise<number> {
  const deleted = await db
    .deleteFrom("slots")
    .where("finished_at", "<", before)
    .where((eb) =>
      eb(
        "at",
        "<",
        eb
          .selectFrom("slots as newer")
          .select(({ fn }) => fn.max("newer.at").as("at"))
          .whereRef("newer.kind", "=", "slots.kind")
          .whereRef("newer.environment", "=", "slots.environment"),
      ),
    )
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
