import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { RecordError } from "../../src/model/errors.ts";
import { migrations } from "../../src/store/migrations/sqlite/index.ts";
import type { Migration } from "../../src/store/migrations/sqlite/index.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { atOnce, fixedClock, openedStore, runChild, temporaryDirectory } from "./support.ts";

const count = new URL("children/count.ts", import.meta.url);
const first: Migration = {
  number: 1,
  name: "0001_first",
  sql: "create table first (a text) strict",
};
const second: Migration = {
  number: 2,
  name: "0002_second",
  sql: "create table second (a text) strict",
};

function database(): DatabaseSync {
  const opened = new DatabaseSync(join(temporaryDirectory(), "store.db"));
  onTestFinished(() => opened.close());
  return opened;
}
const run = (db: DatabaseSync, list: readonly Migration[]) => migrate(db, list, "s.db", fixedClock);
const tables = (db: DatabaseSync) =>
  db
    .prepare("select name from sqlite_schema where type = 'table' order by name")
    .all()
    .map((row) => row["name"]);

test("the migrations are numbered without a gap and named by their number", () => {
  expect(migrations.map((migration) => migration.number)).toEqual(migrations.map((_, i) => i + 1));
  for (const { number, name } of migrations) {
    expect(name.startsWith(`${String(number).padStart(4, "0")}_`)).toBe(true);
  }
});

test("a later version applies what is new and keeps the rest", () => {
  const db = database();
  run(db, [first]);
  db.exec("insert into first values ('kept')");
  run(db, [first, second]);
  run(db, [first, second]);
  expect(tables(db)).toEqual(["first", "migrations", "second"]);
  expect(db.prepare("select a from first").all()).toHaveLength(1);
  expect(db.prepare("select number, name, applied_at from migrations").all()).toEqual([
    { number: 1, name: "0001_first", applied_at: "2026-03-01T12:00:00.000Z" },
    { number: 2, name: "0002_second", applied_at: "2026-03-01T12:00:00.000Z" },
  ]);
});

test("an applied migration that was edited is refused", () => {
  const db = database();
  run(db, [first]);
  const edited = { ...first, sql: `${first.sql} -- edited` };
  expect(() => run(db, [edited, second])).toThrow(
    new RecordError("store s.db: migration 0001_first is not the one that was applied to it"),
  );
  expect(tables(db)).toEqual(["first", "migrations"]);
});

test("a schema newer than the program is refused", () => {
  const db = database();
  run(db, [first, second]);
  expect(() => run(db, [first])).toThrow(
    new RecordError(
      "store s.db: it was written by a newer envaudit (schema 2, this one knows 1): update envaudit",
    ),
  );
});

test("a migration that fails leaves nothing of itself", () => {
  const db = database();
  const broken = { ...second, sql: `${second.sql}; create table first (a text) strict` };
  expect(() => run(db, [first, broken])).toThrow("table first already exists");
  expect(tables(db)).toEqual(["first", "migrations"]);
  run(db, [first, second]);
  expect(tables(db)).toEqual(["first", "migrations", "second"]);
});

test("processes that start at once on a new store migrate it once, and lose no write", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const children = Array.from({ length: 4 }, () => runChild(count, path, "50"));
  await atOnce(children);
  const ends = await Promise.all(children.map((child) => child.end()));
  expect(ends).toEqual(children.map(() => ({ code: 0, stderr: "" })));
  const store = await openedStore(path);
  expect(await store.counters.list()).toMatchObject([{ name: "audit_overruns", value: 200 }]);
  const raw = new DatabaseSync(path);
  expect(raw.prepare("select name from migrations").all()).toHaveLength(migrations.length);
  raw.close();
});
