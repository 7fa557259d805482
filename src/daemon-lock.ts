import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "./model/clock.ts";
import { RecordError } from "./model/errors.ts";
import { takeLock, type Lock } from "./store/lock.ts";

/** Beside the store, or in the temporary folder where that path is longer than a socket's may be. */
export function controlSocketPath(storePath: string): string {
  const beside = `${storePath}.sock`;
  if (Buffer.byteLength(beside) < 100) return beside;
  const name = createHash("sha256").update(storePath).digest("hex").slice(0, 16);
  return join(tmpdir(), `envaudit-${name}.sock`);
}

/** The store's lock for as long as the daemon runs. Throws `RecordError` that says who has it. */
export function lockForServing(storePath: string, socket: string, clock: Clock): Lock {
  const since = clock.now().toISOString();
  const taken = takeLock(storePath, { pid: process.pid, role: "serve", socket, since });
  if ("release" in taken) return taken;
  const holder = taken.heldBy;
  const who =
    holder === undefined ? "another envaudit" : `envaudit ${holder.role}, process ${holder.pid}`;
  throw new RecordError(`${storePath} is in use by ${who}`);
}
