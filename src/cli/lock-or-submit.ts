import { setTimeout } from "node:timers/promises";
import { RecordError } from "../model/errors.ts";
import { systemClock } from "../model/clock.ts";
import { takeLock, type LockInfo } from "../store/lock.ts";
import { complain, type Io } from "./io.ts";

/** How long a command waits for another one that records, and how often it looks. */
const longestWaitMs = 10 * 60_000;
const lookEveryMs = 500;

/** The two ways to have something recorded. */
export type Ways = {
  /** Under the store's lock, which is released afterwards. */
  readonly here: () => Promise<void>;
  /** By the daemon that holds it, over its socket. */
  readonly there: (socket: string) => Promise<void>;
};

/**
 * Goes one of the two ways, waiting while another command holds the lock or while a daemon that holds it does
 * not listen: it is starting or stopping, or was killed and left its note. Throws `RecordError` after a wait
 * of ten minutes, the signal's reason when it is aborted meanwhile, and whatever the chosen way throws.
 */
export async function lockOrSubmit(io: Io, path: string, { here, there }: Ways): Promise<void> {
  let said = false;
  for (let waited = 0; waited <= longestWaitMs; waited += lookEveryMs) {
    const since = systemClock.now().toISOString();
    const taken = takeLock(path, { pid: process.pid, role: "audit", since });
    if ("release" in taken) return await here().finally(() => taken.release());
    const holder = taken.heldBy;
    if (holder?.socket !== undefined && (await isSubmitted(there, holder.socket))) return;
    if (!said) complain(io, `envaudit: waiting for ${describe(holder)} to release ${path}`);
    said = true;
    await setTimeout(lookEveryMs, undefined, { signal: io.signal });
  }
  throw new RecordError(
    `${path}: another process has held it for ${longestWaitMs / 60_000} minutes`,
  );
}

/** `false` when nobody listens on the socket: then nothing was asked for, and asking again does no harm. */
async function isSubmitted(there: Ways["there"], socket: string): Promise<boolean> {
  try {
    await there(socket);
    return true;
  } catch (error) {
    if (isNobodyThere(error)) return false;
    throw error;
  }
}

function isNobodyThere(error: unknown): boolean {
  if (!(error instanceof RecordError) || !(error.cause instanceof Error)) return false;
  const code = "code" in error.cause ? error.cause.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOENT";
}

const describe = (holder: LockInfo | undefined): string =>
  holder === undefined ? "another envaudit" : `envaudit ${holder.role} (process ${holder.pid})`;
