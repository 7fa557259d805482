import type { Kysely } from "kysely";
import type { Clock } from "../model/clock.ts";
import type { Database } from "./schema.ts";

/** One piece of scheduled work. `at` is the planned time, ISO 8601 in UTC, the same on every replica. */
export type Slot = { readonly kind: string; readonly environment: string; readonly at: string };

export type UnfinishedSlot = Slot & {
  readonly state: "planned" | "running";
  /** How often it was started: lets the caller give up on work that ends the process each time. */
  readonly attempts: number;
};

/** The table that makes each slot run once: claim, start, finish; after a restart start again. */
export type Slots = {
  /** True for the one caller that may run the slot, false when it was claimed before. */
  claim(slot: Slot): Promise<boolean>;
  start(slot: Slot): Promise<void>;
  finish(slot: Slot, state: "done" | "failed"): Promise<void>;
  /** Claimed and never finished, oldest first: what to resume after a restart. */
  unfinished(): Promise<readonly UnfinishedSlot[]>;
  /** The planned time of the newest slot, to see which ones were missed while nobody ran. */
  last(kind: string, environment: string): Promise<string | undefined>;
};

export function slotsIn(db: Kysely<Database>, clock: Clock): Slots {
  const now = () => clock.now().toISOString();
  return {
    claim: (slot) => claim(db, slot, now()),
    start: (slot) => start(db, slot),
    finish: (slot, state) => finish(db, slot, state, now()),
    unfinished: () => unfinished(db),
    last: (kind, environment) => last(db, kind, environment),
  };
}

async function claim(db: Kysely<Database>, slot: Slot, now: string): Promise<boolean> {
  const { kind, environment, at } = slot;
  const result = await db
    .insertInto("slots")
    .values({ kind, environment, at, state: "planned", claimed_at: now })
    .onConflict((conflict) => conflict.columns(["kind", "environment", "at"]).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

async function start(db: Kysely<Database>, slot: Slot): Promise<void> {
  await theRow(db, slot)
    .set(({ eb }) => ({ state: "running", attempts: eb("attempts", "+", 1) }))
    .execute();
}

async function finish(
  db: Kysely<Database>,
  slot: Slot,
  state: "done" | "failed",
  now: string,
): Promise<void> {
  await theRow(db, slot).set({ state, finished_at: now }).execute();
}

function theRow(db: Kysely<Database>, { kind, environment, at }: Slot) {
  return db
    .updateTable("slots")
    .where("kind", "=", kind)
    .where("environment", "=", environment)
    .where("at", "=", at);
}

async function unfinished(db: Kysely<Database>): Promise<readonly UnfinishedSlot[]> {
  const rows = await db
    .selectFrom("slots")
    .select(["kind", "environment", "at", "state", "attempts"])
    .where("finished_at", "is", null)
    .orderBy("at")
    .orderBy("environment")
    .orderBy("kind")
    .execute();
  return rows.map((row) => ({ ...row, state: row.state === "planned" ? "planned" : "running" }));
}

async function last(
  db: Kysely<Database>,
  kind: string,
  environment: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("slots")
    .select("at")
    .where("kind", "=", kind)
    .where("environment", "=", environment)
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}
