import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../model/clock.ts";
import type { Migration } from "../migrations/sqlite/index.ts";
import { refuse, storeError } from "./errors.ts";

type Applied = { readonly number: number; readonly name: string; readonly checksum: string };

const createTable = `create table if not exists migrations (
  number integer primary key, name text not null, checksum text not null, applied_at text not null
) strict`;

/**
 * Brings the schema up to date: each migration in a transaction of its own that holds the write lock and
 * looks first whether another process was quicker. Throws `RecordError` when the file is not ours, was
 * written by a newer version, or when an applied migration is not what it was.
 */
export function migrate(
  database: DatabaseSync,
  migrations: readonly Migration[],
  path: string,
  clock: Clock,
): void {
  try {
    immediately(database, () => {
      if (!isOurs(database)) throw refuse(path, "the file is a database of another program");
      database.exec(createTable);
      compare(applied(database), migrations, path);
    });
    for (const migration of migrations)
      immediately(database, () => apply(database, migration, clock));
  } catch (error) {
    throw storeError(path, error);
  }
}

/** `work` with the write lock held, committed as a whole or not at all. */
function immediately(database: DatabaseSync, work: () => void): void {
  database.exec("begin immediate");
  try {
    work();
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

/** Empty, or with our table: never create tables among those of another program. */
function isOurs(database: DatabaseSync): boolean {
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  return tables.length === 0 || tables.some((table) => table["name"] === "migrations");
}

function applied(database: DatabaseSync): readonly Applied[] {
  const rows = database
    .prepare("select number, name, checksum from migrations order by number")
    .all();
  return rows.map((row) => ({
    number: Number(row["number"]),
    name: String(row["name"]),
    checksum: String(row["checksum"]),
  }));
}

function compare(done: readonly Applied[], known: readonly Migration[], path: string): void {
  const newest = done.at(-1)?.number ?? 0;
  if (newest > known.length) {
    const versions = `schema ${newest}, this one knows ${known.length}`;
    throw refuse(path, `it was written by a newer envaudit (${versions}): update envaudit`);
  }
  for (const { number, name, checksum } of done) {
    const migration = known.find((candidate) => candidate.number === number);
    if (migration === undefined || digest(migration) !== checksum) {
      throw refuse(path, `migration ${name} is not the one that was applied to it`);
    }
  }
}

function apply(database: DatabaseSync, migration: Migration, clock: Clock): void {
  const { number, name, sql } = migration;
  if (applied(database).some((row) => row.number === number)) return;
  database.exec(sql);
  database
    .prepare("insert into migrations (number, name, checksum, applied_at) values (?, ?, ?, ?)")
    .run(number, name, digest(migration), clock.now().toISOString());
}

function digest({ name, sql }: Migration): string {
  return createHash("sha256").update(`${name}\n${sql}`).digest("hex");
}
