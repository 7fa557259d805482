import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

/** A checkpoint as it was found: `size` and `keyId` are columns, `note` is what was signed. */
export type FoundCheckpoint = {
  readonly size: number;
  readonly keyId: string;
  readonly note: string;
};

/** A key that signs from the tree on that has the entry `since`, as a verifier key of notes. */
export type LedgerKey = { readonly since: number; readonly verifier: string };

/** That an anchor has taken a checkpoint, and where it is there. */
export type Anchored = {
  readonly anchor: string;
  readonly size: number;
  readonly keyId: string;
  readonly location: string;
};

/** What was signed over the ledger's entries, by which keys, and where it was put. */
export type Checkpoints = {
  insertCheckpoint(checkpoint: FoundCheckpoint): Promise<void>;
  /** Of sizes above `from` up to and with `to`, smallest first. */
  checkpoints(from: number, to: number): Promise<readonly FoundCheckpoint[]>;
  /** The one of the largest size; of two, that of the key that was named last. */
  latestCheckpoint(): Promise<FoundCheckpoint | undefined>;
  insertKey(key: LedgerKey): Promise<void>;
  /** Oldest first. */
  keys(): Promise<readonly LedgerKey[]>;
  insertAnchored(anchored: Anchored): Promise<void>;
  isAnchored(anchor: string, checkpoint: Pick<FoundCheckpoint, "size" | "keyId">): Promise<boolean>;
  /** The largest size that each anchor has taken. */
  reach(): Promise<readonly { readonly anchor: string; readonly size: number }[]>;
  /** Of every anchor, by anchor and size. */
  anchored(): Promise<readonly Anchored[]>;
};

type Db = Kysely<Database>;

export function checkpointsIn(db: Db): Checkpoints {
  return {
    insertCheckpoint: async ({ size, keyId, note }) => {
      await db.insertInto("ledger_checkpoints").values({ size, key_id: keyId, note }).execute();
    },
    checkpoints: (from, to) => checkpoints(db, from, to),
    latestCheckpoint: () => latestCheckpoint(db),
    insertKey: async (key) => {
      await db.insertInto("ledger_keys").values(key).execute();
    },
    keys: () => db.selectFrom("ledger_keys").selectAll().orderBy("since").execute(),
    insertAnchored: async ({ anchor, size, keyId, location }) => {
      const row = { anchor, size, key_id: keyId, location };
      await db.insertInto("ledger_anchors").values(row).execute();
    },
    isAnchored: (anchor, checkpoint) => isAnchored(db, anchor, checkpoint),
    reach: () =>
      db
        .selectFrom("ledger_anchors")
        .select(({ fn }) => ["anchor", fn.max("size").as("size")])
        .groupBy("anchor")
        .execute(),
    anchored: () => anchored(db),
  };
}

async function checkpoints(db: Db, from: number, to: number): Promise<readonly FoundCheckpoint[]> {
  const rows = await db
    .selectFrom("ledger_checkpoints")
    .selectAll()
    .where("size", ">", from)
    .where("size", "<=", to)
    .orderBy("size")
    .orderBy("key_id")
    .execute();
  return rows.map(({ size, key_id, note }) => ({ size, keyId: key_id, note }));
}

async function latestCheckpoint(db: Db): Promise<FoundCheckpoint | undefined> {
  const rows = await db
    .selectFrom("ledger_checkpoints")
    .selectAll()
    .where("size", "=", (eb) =>
      eb.selectFrom("ledger_checkpoints").select(({ fn }) => fn.max("size").as("size")),
    )
    .execute();
  const keys = await db.selectFrom("ledger_keys").selectAll().orderBy("since").execute();
  const rank = (keyId: string): number =>
    keys.findIndex(({ verifier }) => verifier.includes(`+${keyId}+`));
  const [row] = rows.toSorted((a, b) => rank(b.key_id) - rank(a.key_id));
  return row && { size: row.size, keyId: row.key_id, note: row.note };
}

async function isAnchored(
  db: Db,
  anchor: string,
  { size, keyId }: Pick<FoundCheckpoint, "size" | "keyId">,
): Promise<boolean> {
  const row = await db
    .selectFrom("ledger_anchors")
    .select("size")
    .where("anchor", "=", anchor)
    .where("size", "=", size)
    .where("key_id", "=", keyId)
    .executeTakeFirst();
  return row !== undefined;
}

async function anchored(db: Db): Promise<readonly Anchored[]> {
  const rows = await db
    .selectFrom("ledger_anchors")
    .selectAll()
    .orderBy("anchor")
    .orderBy("size")
    .execute();
  return rows.map(({ anchor, size, key_id, location }) => ({
    anchor,
    size,
    keyId: key_id,
    location,
  }));
}
