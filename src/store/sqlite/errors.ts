import { RecordError } from "../../model/errors.ts";
import { printable } from "../../model/text.ts";

/** How long a statement waits for another process's write before it gives up, in milliseconds. */
export const busyTimeoutMs = 5_000;

/**
 * What SQLite's primary result codes mean to the operator (sqlite.org/rescode.html). Codes that are not
 * here (a constraint, a mistake in SQL) are our bugs and pass through.
 */
const meanings: ReadonlyMap<number, string> = new Map([
  [5, `another process kept it locked for more than ${busyTimeoutMs / 1000} seconds`],
  [6, "another connection keeps it locked"],
  [8, "it cannot be written: check the owner and mode of the file and its directory"],
  [10, "the disk reported an error while reading or writing"],
  [11, "the file is damaged: restore it from a backup"],
  [13, "the disk is full"],
  [14, "it cannot be opened: check the owner and mode of the file and its directory"],
  [26, "the file is not a SQLite database"],
]);

/** Primary result code of an error of `node:sqlite`; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** `RecordError` with one clear line where the store's file, disk or lock is the cause, else `error` itself. */
export function storeError(path: string, error: unknown): unknown {
  const code = sqliteCode(error);
  const meaning = code === undefined ? undefined : meanings.get(code);
  return meaning === undefined ? error : refuse(path, meaning, error);
}

/** The one form of all messages about a store: `store PATH: what is wrong`. */
export function refuse(path: string, meaning: string, cause?: unknown): RecordError {
  return new RecordError(`store ${printable(path)}: ${meaning}`, { cause });
}
