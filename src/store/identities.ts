import type { Kysely, Selectable } from "kysely";
import { isSameDatabase } from "../model/identity.ts";
import type { IdentityRecord, RecordsWire } from "../transports/wires.ts";
import type { Database } from "./schema.ts";

/** What an audit learned of who an environment is: keyed digests, never the values. */
export type SeenIdentity = Omit<IdentityRecord, "since">;

/** Who each environment is. It is the `records` wire of an audit. */
export type Identities = RecordsWire & {
  get(environment: string): Promise<IdentityRecord | undefined>;
  /** Keeps what was seen; `since` starts anew when it is another database. */
  see(seen: SeenIdentity): Promise<void>;
};

export function identitiesIn(db: Kysely<Database>): Identities {
  return {
    identities: () => list(db),
    get: (environment) => get(db, environment),
    see: (seen) => see(db, seen),
  };
}

async function list(db: Kysely<Database>): Promise<readonly IdentityRecord[]> {
  const rows = await db.selectFrom("identities").selectAll().orderBy("environment").execute();
  return rows.map(fromRow);
}

async function get(db: Kysely<Database>, environment: string): Promise<IdentityRecord | undefined> {
  const row = await db
    .selectFrom("identities")
    .selectAll()
    .where("environment", "=", environment)
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

function fromRow(row: Selectable<Database["identities"]>): IdentityRecord {
  return {
    environment: row.environment,
    uuidDigest: row.uuid_digest ?? undefined,
    secretDigest: row.secret_digest ?? undefined,
    databaseOid: row.database_oid ?? undefined,
    since: row.since,
    at: row.at,
  };
}

async function see(db: Kysely<Database>, seen: SeenIdentity): Promise<void> {
  const before = await get(db, seen.environment);
  const isSame = before !== undefined && isSameDatabase(before, seen);
  const values = {
    uuid_digest: seen.uuidDigest ?? null,
    secret_digest: seen.secretDigest ?? null,
    // kept when this audit had no SQL to read it with
    database_oid: seen.databaseOid ?? (isSame ? (before.databaseOid ?? null) : null),
    since: isSame ? before.since : seen.at,
    at: seen.at,
  };
  await db
    .insertInto("identities")
    .values({ environment: seen.environment, ...values })
    .onConflict((conflict) => conflict.column("environment").doUpdateSet(values))
    .execute();
}
