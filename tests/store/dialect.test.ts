import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { InternalError, RecordError } from "../../src/model/errors.ts";
import { NodeSqliteDialect } from "../../src/store/sqlite/dialect.ts";
import { storeError } from "../../src/store/sqlite/errors.ts";
import { openDatabase } from "../../src/store/sqlite/file.ts";
import { temporaryDirectory } from "./support.ts";

type Tables = { things: { id: number; a: string | number | null; b: number | null } };

function connect() {
  const path = join(temporaryDirectory(), "store.db");
  const database = openDatabase(path);
  database.exec("create table things (id integer primary key, a any, b any) strict");
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(database, path) });
  onTestFinished(async () => {
    await db.destroy();
    if (database.isOpen) database.close();
  });
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  return { db, database, other, path };
}

test.each([
  ["a date", new Date(0), "object"],
  ["an object", { a: 1 }, "object"],
  ["bytes", new Uint8Array(1), "object"],
  ["undefined", undefined, "undefined"],
  ["no number", Number.NaN, "NaN"],
  ["an infinite number", Number.POSITIVE_INFINITY, "Infinity"],
])("%s as a parameter is refused", async (_name, value, kind) => {
  const { db } = connect();
  const query = sql`insert into things (id, a, b) values (${1}, ${value}, ${2})`.execute(db);
  await expect(query).rejects.toThrow(
    new InternalError(`SQL parameter 2 is ${kind}, not a primitive value`),
  );
  expect(await db.selectFrom("things").selectAll().execute()).toEqual([]);
});

test("booleans are 0 and 1, null and text stay what they are", async () => {
  const { db } = connect();
  await sql`insert into things values (${1}, ${true}, ${false}), (${2}, ${"ü\u0000x"}, ${null})`.execute(
    db,
  );
  expect(await db.selectFrom("things").selectAll().execute()).toEqual([
    { id: 1, a: 1, b: 0 },
    { id: 2, a: "ü\u0000x", b: null },
  ]);
});

test("a commit is durable, and relations are enforced", async () => {
  const { database } = connect();
  expect(database.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(database.prepare("pragma synchronous").get()).toEqual({ synchronous: 2 });
  expect(database.prepare("pragma foreign_keys").get()).toEqual({ foreign_keys: 1 });
  expect(database.prepare("pragma busy_timeout").get()).toEqual({ timeout: 5000 });
});

test("a transaction holds the write lock from its beginning", async () => {
  const { db, other } = connect();
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom("things").selectAll().execute();
    expect(() => other.exec("begin immediate")).toThrow("database is locked");
  });
  other.exec("begin immediate; rollback");
});

test("a transaction that fails keeps nothing and shows its own error", async () => {
  const { db, database } = connect();
  const failing = db.transaction().execute(async (tx) => {
    await tx.insertInto("things").values({ id: 1, a: "x", b: null }).execute();
    throw new Error("mine");
  });
  await expect(failing).rejects.toThrow("mine");
  expect(database.isTransaction).toBe(false);
  expect(await db.selectFrom("things").selectAll().execute()).toEqual([]);
});

test("a disk that fills up within a transaction keeps nothing of it", async () => {
  const { db, database, path } = connect();
  const pages = Number(database.prepare("pragma page_count").get()?.["page_count"]);
  database.exec(`pragma max_page_count = ${pages}`);
  const filling = db.transaction().execute(async (tx) => {
    await tx.insertInto("things").values({ id: 1, a: "small", b: null }).execute();
    await tx
      .insertInto("things")
      .values({ id: 2, a: "x".repeat(100_000), b: null })
      .execute();
  });
  await expect(filling).rejects.toThrow(new RecordError(`store ${path}: the disk is full`));
  expect(database.isTransaction).toBe(false);
  expect(await db.selectFrom("things").selectAll().execute()).toEqual([]);
});

test("a row that is there already is our bug, not the store's fault", async () => {
  const { db } = connect();
  const row = { id: 1, a: null, b: null };
  await db.insertInto("things").values(row).execute();
  const again = db.insertInto("things").values(row).execute();
  await expect(again).rejects.toThrow("UNIQUE constraint failed: things.id");
  await expect(again).rejects.not.toBeInstanceOf(RecordError);
});

test("a lock that another process does not give back", () => {
  const { database, other } = connect();
  database.exec("begin immediate");
  let locked: unknown;
  try {
    other.exec("begin immediate");
  } catch (error) {
    locked = error;
  }
  database.exec("rollback");
  const expected = "store s.db: another process kept it locked for more than 5 seconds";
  expect(storeError("s.db", locked)).toEqual(new RecordError(expected));
});

test("control characters of a path do not reach the terminal", () => {
  const full = Object.assign(new Error("full"), { errcode: 13 });
  expect(storeError("a\u001b[2J", full)).toEqual(
    new RecordError("store a\\u001b[2J: the disk is full"),
  );
});
