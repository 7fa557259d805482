import type { Kysely } from "kysely";
import type { EntryKind, FoundEntry, Leaf } from "../model/ledger.ts";
import { checkpointsIn, type Checkpoints } from "./ledger-checkpoints.ts";
import type { Database } from "./schema.ts";

/** The root of the subtree of 2^level leaves that ends with the leaf `number`; level 1 and above. */
export type Node = { readonly number: number; readonly level: number; readonly hash: string };

export type NewEntry = {
  readonly leaf: Leaf;
  /** Canonical JSON. */
  readonly body: string;
  /** The subtrees that the leaf makes whole. */
  readonly nodes: readonly Node[];
};

/** The rows of the ledger. What they mean, and whether they are sound, is the matter of `src/evidence`. */
export type Ledger = Checkpoints & {
  /** Entries so far, which is the number of the next one. */
  size(): Promise<number>;
  /** Inside a transaction, with the next number. */
  insert(entry: NewEntry): Promise<void>;
  /** Whether rows of an entry with this number or a later one are there, though its leaf is not. */
  hasRemains(number: number): Promise<boolean>;
  /** Hash of the subtree of 2^level leaves, `index` such subtrees from the left; level 0 is a leaf. */
  subtree(level: number, index: number): Promise<string | undefined>;
  /** At most `limit` entries from the number `start` on, in order. */
  entries(start: number, limit: number): Promise<readonly FoundEntry[]>;
  /** Subtrees that the leaves from `start` up to and without `end` made whole, in that order. */
  nodes(start: number, end: number): Promise<readonly Node[]>;
  /** Entries of these kinds, in order. */
  ofKinds(kinds: readonly EntryKind[]): Promise<readonly FoundEntry[]>;
  /** The last entry of a kind. */
  latest(kind: EntryKind): Promise<FoundEntry | undefined>;
  /** When the last entry of a kind about each subject happened, by subject. */
  lastAt(kind: EntryKind): Promise<ReadonlyMap<string, string>>;
  /** The first entry about `subject`. */
  find(subject: string): Promise<FoundEntry | undefined>;
  /** Deletes the bodies from `first` to `last`, but those of keys and retention; how many there were. */
  deleteBodies(first: number, last: number): Promise<number>;
  /** How many of the first entries happened before `at`, up to the first one that did not. */
  countBefore(at: string): Promise<number>;
};

type Db = Kysely<Database>;

export function ledgerIn(db: Db): Ledger {
  return {
    ...checkpointsIn(db),
    size: () => size(db),
    insert: (entry) => insert(db, entry),
    hasRemains: (number) => hasRemains(db, number),
    subtree: (level, index) => subtree(db, level, index),
    entries: (start, limit) =>
      found(
        leaves(db)
          .where("ledger_leaves.number", ">=", start)
          .orderBy("ledger_leaves.number")
          .limit(limit),
      ),
    nodes: (start, end) => nodes(db, start, end),
    ofKinds: (kinds) =>
      found(leaves(db).where("kind", "in", kinds).orderBy("ledger_leaves.number")),
    latest: async (kind) =>
      (
        await found(
          leaves(db).where("kind", "=", kind).orderBy("ledger_leaves.number", "desc").limit(1),
        )
      )[0],
    lastAt: (kind) => lastAt(db, kind),
    find: async (subject) =>
      (
        await found(
          leaves(db).where("subject", "=", subject).orderBy("ledger_leaves.number").limit(1),
        )
      )[0],
    deleteBodies: (first, last) => deleteBodies(db, first, last),
    countBefore: (at) => countBefore(db, at),
  };
}

async function lastAt(db: Db, kind: EntryKind): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("ledger_leaves")
    .select(({ fn }) => ["subject", fn.max("at").as("at")])
    .where("kind", "=", kind)
    .groupBy("subject")
    .execute();
  return new Map(rows.map(({ subject, at }) => [subject, at]));
}

async function size(db: Db): Promise<number> {
  const row = await db
    .selectFrom("ledger_leaves")
    .select(({ fn }) => fn.max("number").as("last"))
    .executeTakeFirst();
  const last: number | null = row?.last ?? null; // of no rows it is null, whatever its type says
  return last === null ? 0 : last + 1;
}

async function insert(db: Db, { leaf, body, nodes: made }: NewEntry): Promise<void> {
  const { number, kind, subject, at } = leaf;
  const row = { number, kind, subject, at, body_hash: leaf.bodyHash, leaf_hash: leaf.leafHash };
  await db.insertInto("ledger_leaves").values(row).execute();
  await db.insertInto("ledger_bodies").values({ number, body }).execute();
  if (made.length > 0) await db.insertInto("ledger_nodes").values(made).execute();
}

async function hasRemains(db: Db, number: number): Promise<boolean> {
  const body = await db
    .selectFrom("ledger_bodies")
    .select("number")
    .where("number", ">=", number)
    .executeTakeFirst();
  const node = await db
    .selectFrom("ledger_nodes")
    .select("number")
    .where("number", ">=", number)
    .executeTakeFirst();
  return body !== undefined || node !== undefined;
}

async function subtree(db: Db, level: number, index: number): Promise<string | undefined> {
  if (level === 0) {
    const leaf = await db
      .selectFrom("ledger_leaves")
      .select("leaf_hash")
      .where("number", "=", index)
      .executeTakeFirst();
    return leaf?.leaf_hash;
  }
  const node = await db
    .selectFrom("ledger_nodes")
    .select("hash")
    .where("number", "=", (index + 1) * 2 ** level - 1)
    .where("level", "=", level)
    .executeTakeFirst();
  return node?.hash;
}

const leaves = (db: Db) =>
  db
    .selectFrom("ledger_leaves")
    .leftJoin("ledger_bodies", "ledger_bodies.number", "ledger_leaves.number")
    .select(["ledger_leaves.number as number", "kind", "subject", "at", "body_hash", "leaf_hash"])
    .select("body");

type LeafRow = Database["ledger_leaves"] & { readonly body: string | null };

async function found(query: {
  execute(): Promise<readonly LeafRow[]>;
}): Promise<readonly FoundEntry[]> {
  const rows = await query.execute();
  return rows.map(({ number, kind, subject, at, body_hash, leaf_hash, body }) => ({
    leaf: { number, kind, subject, at, bodyHash: body_hash, leafHash: leaf_hash },
    body: body ?? undefined,
  }));
}

async function nodes(db: Db, start: number, end: number): Promise<readonly Node[]> {
  return await db
    .selectFrom("ledger_nodes")
    .selectAll()
    .where("number", ">=", start)
    .where("number", "<", end)
    .orderBy("number")
    .orderBy("level")
    .execute();
}

async function deleteBodies(db: Db, first: number, last: number): Promise<number> {
  const kept = db
    .selectFrom("ledger_leaves")
    .select("number")
    .where("kind", "in", ["retention", "key_rotation"]);
  const result = await db
    .deleteFrom("ledger_bodies")
    .where("number", ">=", first)
    .where("number", "<=", last)
    .where("number", "not in", kept)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function countBefore(db: Db, at: string): Promise<number> {
  const row = await db
    .selectFrom("ledger_leaves")
    .select(({ fn }) => fn.min("number").as("first"))
    .where("at", ">=", at)
    .executeTakeFirst();
  return row?.first ?? (await size(db));
}
