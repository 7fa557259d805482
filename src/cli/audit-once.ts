import type { Filter } from "../audit/plan.ts";
import { openApp } from "../app.ts";
import { conductAll } from "../conduct-all.ts";
import { systemClock } from "../model/clock.ts";
import type { Environment } from "../model/environment.ts";
import type { AuditEvent } from "../model/events.ts";
import { requestAudits } from "../server/control-client.ts";
import type { AuditOutput } from "./format/json.ts";
import type { Io } from "./io.ts";
import { lockOrSubmit } from "./lock-or-submit.ts";
import { showProgress, type Progress } from "./progress.ts";
import type { Source } from "./source-types.ts";

export type AuditOutcome = {
  readonly audits: readonly AuditOutput[];
  readonly failed: readonly { readonly environment: string; readonly error: string }[];
  readonly interrupted: boolean;
};

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
  let progress: Progress | undefined;
  const onEvent = (event: AuditEvent): void => {
    progress ??= showProgress(io, names); // not before: waiting for the lock says so on the same terminal
    progress.onEvent(event);
    if (event.type === "finished") audits.push({ record: event.record, diff: event.diff });
    if (event.type === "failed") failed.push(event);
  };
  try {
    await lockOrSubmit(io, source.config.store.path, {
      here: () => auditHere(source, environments, filter, onEvent, io.signal),
      there: (socket) =>
        requestAudits(socket, { environments: names, ...filter }, onEvent, io.signal),
    });
  } catch (error) {
    if (!io.signal.aborted) throw error;
  } finally {
    await progress?.stop();
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
