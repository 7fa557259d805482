import type { Kysely, Selectable } from "kysely";
import { isSameDatabase, type ComparedDigests } from "../model/identity.ts";
import type { IdentityRecord, RecordsWire } from "../transports/wires.ts";
import type { Database } from "./schema.ts";

/** What an audit learned of who an environment is: keyed digests, never the values. */
export type SeenIdentity = Omit<IdentityRecord, "since" | "replacedAt">;

/** Who each environment is. It is the `records` wire of an audit. */
export type Identities = Pick<RecordsWire, "identities"> & {
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
    ...(row.replaced_at !== null && { replacedAt: row.replaced_at }),
    ...(row.digests !== null && { digests: digestsOf(row.digests) }),
  };
}

const jsonOf = (digests: ComparedDigests): string | null =>
  Object.keys(digests).length === 0 ? null : JSON.stringify(digests);

// Written below from the same type, into a table that only we write to.
const digestsOf = (json: string): ComparedDigests => JSON.parse(json) as ComparedDigests;

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
    replaced_at: replacedAt(before, seen),
    // An audit of some checks reads some facts: the others are still what they were.
    digests: jsonOf({ ...(isSame && before.digests), ...seen.digests }),
  };
  await db
    .insertInto("identities")
    .values({ environment: seen.environment, ...values })
    .onConflict((conflict) => conflict.column("environment").doUpdateSet(values))
    .execute();
}

/**
 * Odoo can give a database a new uuid while it stays the same, so only PostgreSQL's id says that another one
 * stands under the name now.
 */
function replacedAt(before: IdentityRecord | undefined, seen: SeenIdentity): string | null {
  if (before?.databaseOid === undefined || seen.databaseOid === undefined) {
    return before !== undefined && isSameDatabase(before, seen)
      ? (before.replacedAt ?? null)
      : null;
  }
  return before.databaseOid === seen.databaseOid ? (before.replacedAt ?? null) : before.at;
}
