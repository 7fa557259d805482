import type { Filter } from "../audit/plan.ts";
import { openApp } from "../app.ts";
import { conductAll } from "../conduct-all.ts";
import { systemClock } from "../model/clock.ts";
import type { Environment } from "../model/environment.ts";
import type { AuditEvent } from "../model/events.ts";
import { RecordError } from "../model/errors.ts";
import type { Evidence } from "../open-evidence.ts";
import { requestAudits } from "../server/control-client.ts";
import type { AuditOutput } from "./format/json.ts";
import { complain, type Io } from "./io.ts";
import { keyMade } from "./key-made.ts";
import { lockOrSubmit } from "./lock-or-submit.ts";
import { showProgress, type Progress } from "./progress.ts";
import type { Source } from "./source-types.ts";

export type AuditOutcome = {
  readonly audits: readonly AuditOutput[];
  readonly failed: readonly { readonly environment: string; readonly error: string }[];
  /** Why the ledger could not be signed or anchored after them, one line each. */
  readonly undelivered: readonly string[];
  readonly interrupted: boolean;
};

/** Time for signing the ledger and for its anchors: a few small files or objects. */
const sealMs = 30_000;

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
  const undelivered: string[] = [];
  let progress: Progress | undefined;
  const onEvent = (event: AuditEvent): void => {
    progress ??= showProgress(io, names); // not before: waiting for the lock says so on the same terminal
    progress.onEvent(event);
    if (event.type === "finished") audits.push({ record: event.record, diff: event.diff });
    if (event.type === "failed") failed.push(event);
  };
  try {
    await lockOrSubmit(io, source.config.store.path, {
      here: async () => {
        undelivered.push(...(await auditHere(io, source, environments, filter, onEvent)));
      },
      there: (socket) =>
        requestAudits(socket, { environments: names, ...filter }, onEvent, io.signal),
    });
  } catch (error) {
    if (!io.signal.aborted) throw error;
  } finally {
    await progress?.stop();
  }
  return { audits, failed, undelivered, interrupted: io.signal.aborted };
}

async function auditHere(
  io: Io,
  { config, registry }: Source,
  environments: readonly Environment[],
  filter: Filter,
  onEvent: (event: AuditEvent) => void,
): Promise<readonly string[]> {
  const onKeyMade = (path: string): void => complain(io, keyMade(path));
  const app = await openApp({ config, registry, clock: systemClock, onKeyMade });
  const request = { trigger: "manual", filter } as const;
  try {
    await conductAll(app, config, environments, request, onEvent, io.signal);
    return await sealAfter(app.evidence);
  } finally {
    await app.close();
  }
}

/** What was audited is recorded, whatever becomes of the signature over it. */
async function sealAfter(evidence: Evidence): Promise<readonly string[]> {
  try {
    const { undelivered } = await evidence.seal(AbortSignal.timeout(sealMs));
    return undelivered.map(({ error }) => error.message);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return [error.message];
  }
}
