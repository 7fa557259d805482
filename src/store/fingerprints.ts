import type { Kysely } from "kysely";
import type { Fingerprint, FingerprintChunk } from "../model/fingerprint.ts";
import type { FingerprintsWire } from "../transports/wires.ts";
import type { Database } from "./schema.ts";

export type Begun = Pick<Fingerprint, "id" | "environment" | "at">;

/** Fingerprints of production's personal data. It is a part of the `records` wire of an audit. */
export type Fingerprints = FingerprintsWire & {
  /** Begins one; what an earlier one of the environment left unfinished goes. */
  begin(begun: Begun): Promise<void>;
  save(id: string, model: string, number: number, chunk: FingerprintChunk): Promise<void>;
  /** Makes it the environment's fingerprint, and lets the earlier ones go. Call it in a transaction. */
  finish(fingerprint: Fingerprint, at: string): Promise<void>;
  /** Takes back what was begun. */
  discard(id: string): Promise<void>;
};

export function fingerprintsIn(db: Kysely<Database>): Fingerprints {
  return {
    list: () => list(db),
    chunk: (id, model, number) => chunk(db, id, model, number),
    begin: (begun) => begin(db, begun),
    save: (id, model, number, { columns, rows }) => {
      const row = { fingerprint: id, model, number, columns: JSON.stringify(columns), rows };
      return db.insertInto("fingerprint_chunks").values(row).execute().then(nothing);
    },
    finish: (fingerprint, at) => finish(db, fingerprint, at),
    discard: (id) => remove(db, [id]),
  };
}

const nothing = (): void => undefined;

async function list(db: Kysely<Database>): Promise<readonly Fingerprint[]> {
  const rows = await db
    .selectFrom("fingerprints")
    .select("body")
    .where("finished_at", "is not", null)
    .orderBy("environment")
    .execute();
  // Written by `finish` alone.
  return rows.map(({ body }) => JSON.parse(body) as Fingerprint);
}

async function chunk(
  db: Kysely<Database>,
  id: string,
  model: string,
  number: number,
): Promise<FingerprintChunk | undefined> {
  const row = await db
    .selectFrom("fingerprint_chunks")
    .select(["columns", "rows"])
    .where("fingerprint", "=", id)
    .where("model", "=", model)
    .where("number", "=", number)
    .executeTakeFirst();
  // Written by `save` alone.
  return row && { columns: JSON.parse(row.columns) as readonly string[], rows: row.rows };
}

async function begin(db: Kysely<Database>, { id, environment, at }: Begun): Promise<void> {
  const left = await db
    .selectFrom("fingerprints")
    .select("id")
    .where("environment", "=", environment)
    .where("finished_at", "is", null)
    .execute();
  await remove(
    db,
    left.map((row) => row.id),
  );
  const row = { id, environment, at, finished_at: null, body: "{}" };
  await db.insertInto("fingerprints").values(row).execute();
}

async function finish(db: Kysely<Database>, fingerprint: Fingerprint, at: string): Promise<void> {
  const earlier = await db
    .selectFrom("fingerprints")
    .select("id")
    .where("environment", "=", fingerprint.environment)
    .where("id", "!=", fingerprint.id)
    .execute();
  await remove(
    db,
    earlier.map((row) => row.id),
  );
  await db
    .updateTable("fingerprints")
    .set({ body: JSON.stringify(fingerprint), finished_at: at })
    .where("id", "=", fingerprint.id)
    .execute();
}

async function remove(db: Kysely<Database>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom("fingerprint_chunks").where("fingerprint", "in", ids).execute();
  await db.deleteFrom("fingerprints").where("id", "in", ids).execute();
}
