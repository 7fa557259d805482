import { setTimeout } from "node:timers/promises";
import type { Filter } from "../audit/plan.ts";
import { openApp } from "../app.ts";
import { conductAll } from "../conduct-all.ts";
import { RecordError } from "../model/errors.ts";
import { systemClock } from "../model/clock.ts";
import type { Environment } from "../model/environment.ts";
import type { AuditEvent } from "../model/events.ts";
import { requestAudits } from "../server/control-client.ts";
import type { Lock, LockInfo } from "../store/lock.ts";
import { takeLock } from "../store/lock.ts";
import type { AuditOutput } from "./format/json.ts";
import { complain, type Io } from "./io.ts";
import { showProgress } from "./progress.ts";
import type { Source } from "./source-types.ts";

export type AuditOutcome = {
  readonly audits: readonly AuditOutput[];
  readonly failed: readonly { readonly environment: string; readonly error: string }[];
  readonly interrupted: boolean;
};

/** How long a command waits for another one that records, and how often it looks. */
const longestWaitMs = 10 * 60_000;
const lookEveryMs = 500;

/**
 * Audits the environments now: in the daemon that runs on the same store, or here, under the store's lock.
 * What was finished before an interruption is recorded and returned.
 */
export async function auditOnce(
  io: Io,
  source: Source,
  environments: readonly Environment[],
  filter: Filter,
): Promise<AuditOutcome> {
  const names = environments.map((environment) => environment.name);
  const audits: AuditOutput[] = [];
  const failed: { environment: string; error: string }[] = [];
  const way = await lockOrDaemon(io, source.config.store.path);
  const progress = showProgress(io, names);
  const onEvent = (event: AuditEvent): void => {
    progress.onEvent(event);
    if (event.type === "finished") audits.push({ record: event.record, diff: event.diff });
    if (event.type === "failed") failed.push(event);
  };
  try {
    if ("socket" in way) {
      await requestAudits(way.socket, { environments: names, ...filter }, onEvent, io.signal);
    } else {
      await auditHere(source, environments, filter, onEvent, io.signal);
    }
  } catch (error) {
    if (!io.signal.aborted) throw error;
  } finally {
    await progress.stop();
    if ("lock" in way) way.lock.release();
  }
  return { audits, failed, interrupted: io.signal.aborted };
}

async function auditHere(
  { config, registry }: Source,
  environments: readonly Environment[],
  filter: Filter,
  onEvent: (event: AuditEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const app = await openApp({ config, registry, clock: systemClock });
  try {
    await conductAll(app, config, environments, { trigger: "manual", filter }, onEvent, signal);
  } finally {
    await app.close();
  }
}

type Way = { readonly lock: Lock } | { readonly socket: string };

/** The store's lock, or the daemon that holds it; waits while another command holds it. */
async function lockOrDaemon(io: Io, path: string): Promise<Way> {
  let said = false;
  for (let waited = 0; waited <= longestWaitMs; waited += lookEveryMs) {
    const since = systemClock.now().toISOString();
    const taken = takeLock(path, { pid: process.pid, role: "audit", since });
    if ("release" in taken) return { lock: taken };
    const holder = taken.heldBy;
    if (holder?.socket !== undefined) return { socket: holder.socket };
    if (!said) complain(io, `envaudit: waiting for ${describe(holder)} to release ${path}`);
    said = true;
    await setTimeout(lookEveryMs, undefined, { signal: io.signal });
  }
  throw new RecordError(
    `${path}: another process has held it for ${longestWaitMs / 60_000} minutes`,
  );
}

const describe = (holder: LockInfo | undefined): string =>
  holder === undefined ? "another envaudit" : `envaudit ${holder.role} (process ${holder.pid})`;
