import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { CompiledQuery, SqliteDialect, SqliteDriver } from "kysely";
import type { DatabaseConnection, SqliteDatabase, SqliteStatement } from "kysely";
import { InternalError } from "../../model/errors.ts";
import { storeError } from "./errors.ts";

/** Kysely over `node:sqlite`. Errors of the file, the disk and the lock come out as `RecordError`. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync;
  readonly #path: string;
  constructor(database: DatabaseSync, path: string) {
    super({ database: adapt(database, path) });
    this.#database = database;
    this.#path = path;
  }
  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#database, this.#path);
  }
}

/**
 * Transactions take the write lock when they begin. A deferred one that reads first and then writes fails
 * at once with "database is locked" when another process wrote in between, whatever the busy timeout.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync, path: string) {
    super({ database: adapt(database, path) });
    this.#database = database;
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
  /** SQLite rolls back by itself on some errors (a full disk); a second rollback would hide the first error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#database.isTransaction) return;
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }
}

/** `node:sqlite` in the shape that Kysely's driver wants. */
function adapt(database: DatabaseSync, path: string): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => translated(path, () => statement(database, path, sql)),
  };
}

function statement(database: DatabaseSync, path: string, sql: string): SqliteStatement {
  const prepared = database.prepare(sql);
  return {
    reader: prepared.columns().length > 0,
    all: (parameters) => translated(path, () => prepared.all(...bind(parameters))),
    run: (parameters) => translated(path, () => prepared.run(...bind(parameters))),
    iterate: (parameters) => translated(path, () => prepared.iterate(...bind(parameters))),
  };
}

function translated<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(path, error);
  }
}

/**
 * Parameters that `node:sqlite` binds as they are. It takes a first object as a set of named parameters and
 * silently shifts the others, and stores NaN as null: both are refused here, as is `undefined`.
 */
function bind(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((parameter, index) => {
    if (typeof parameter === "boolean") return parameter ? 1 : 0;
    if (parameter === null || typeof parameter === "string" || typeof parameter === "bigint") {
      return parameter;
    }
    if (typeof parameter === "number" && Number.isFinite(parameter)) return parameter;
    const kind = typeof parameter === "number" ? String(parameter) : typeof parameter;
    throw new InternalError(`SQL parameter ${index + 1} is ${kind}, not a primitive value`);
  });
}
