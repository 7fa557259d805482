import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { printable } from "../../model/text.ts";
import { busyTimeoutMs, refuse, storeError } from "./errors.ts";

/**
 * The SQLite file at `path`, created with mode 0600 when it is absent (SQLite gives its `-wal` and `-shm`
 * the same mode). WAL lets readers go on beside a writer; `synchronous = full` makes a commit survive the
 * loss of power. Throws `RecordError`.
 */
export function openDatabase(path: string): DatabaseSync {
  createPrivate(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, {
      timeout: busyTimeoutMs,
      enableForeignKeyConstraints: true,
    });
    database.exec("pragma journal_mode = wal; pragma synchronous = full");
    return database;
  } catch (error) {
    database?.close();
    throw storeError(path, error);
  }
}

/**
 * An empty file of mode 0600, unless there is one. Never opens an existing file: closing any descriptor of
 * a file drops all POSIX locks that this process holds on it.
 */
export function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EEXIST") throw refuse(path, creationProblem(code, path), error);
  }
}

function creationProblem(code: unknown, path: string): string {
  const directory = printable(dirname(path));
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `the directory ${directory} does not exist: create it first`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `the directory ${directory} cannot be written by this account`;
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    default:
      return `it cannot be created (${typeof code === "string" ? code : "unknown error"})`;
  }
}
