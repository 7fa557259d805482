import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { createPrivate } from "./sqlite/file.ts";
import { refuse, sqliteCode, storeError } from "./sqlite/errors.ts";

const lockInfo = z.object({
  pid: z.int().positive(),
  role: z.enum(["serve", "audit"]),
  /** Where a command can submit its work to the holder. */
  socket: z.string().optional(),
  /** ISO 8601, UTC. */
  since: z.string(),
});
/** Who holds the lock, for messages and for submitting work; the lock itself is the kernel's. */
export type LockInfo = Readonly<z.infer<typeof lockInfo>>;

export type Lock = { release(): void };
/** `heldBy` is undefined in the moment before the holder has said who it is. */
export type Held = { readonly heldBy: LockInfo | undefined };

// A lock must outlive every reference to it: a database that is garbage collected is closed, and the lock
// lost without a word. It belongs to the process, so this is the one place with state of the process.
const held = new Set<DatabaseSync>();

const busy = 5;
// Two processes that try at the same instant can each see the other's first step and both give up: a short
// wait lets one of them win. A real holder is found out after it, so it is the time that a refusal takes.
const settleMs = 200;

/**
 * The lock of the store at `path`: one process at a time records. It is an exclusive transaction on
 * `<path>.lock` that is never committed; the kernel drops it when the process ends, however it ends.
 * `<path>.lock.json` says who holds it. Throws `RecordError` when the files cannot be written.
 */
export function takeLock(path: string, info: LockInfo): Lock | Held {
  const lockPath = `${path}.lock`;
  const infoPath = `${lockPath}.json`;
  createPrivate(lockPath);
  const database = lockedDatabase(lockPath);
  if (database === undefined) return { heldBy: readInfo(infoPath) };
  try {
    writeInfo(infoPath, info);
  } catch (error) {
    database.close();
    throw refuse(infoPath, "it cannot be written", error);
  }
  held.add(database);
  return {
    release() {
      if (!held.delete(database)) return;
      rmSync(infoPath, { force: true }); // while still held: afterwards it may be the next holder's
      database.close();
    },
  };
}

/** The database with its lock taken, or undefined when another process or part of this one has it. */
function lockedDatabase(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: settleMs });
    database.exec("begin exclusive");
    return database;
  } catch (error) {
    database?.close();
    if (sqliteCode(error) === busy) return undefined;
    throw storeError(path, error);
  }
}

/** Written beside and renamed, so that nobody reads half of it. */
function writeInfo(path: string, info: LockInfo): void {
  const next = `${path}.${info.pid}`;
  writeFileSync(next, `${JSON.stringify(info)}\n`, { mode: 0o600 });
  renameSync(next, path);
}

function readInfo(path: string): LockInfo | undefined {
  try {
    return lockInfo.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined; // not written yet, or by something else: it is for information only
  }
}
