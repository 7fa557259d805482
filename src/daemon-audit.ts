import type { App, Recorded } from "./app.ts";
import type { Filter } from "./audit/plan.ts";
import type { Config } from "./config/load.ts";
import type { Fingerprint } from "./model/fingerprint.ts";
import { RecordError, UsageError } from "./model/errors.ts";
import type { OnAuditEvent } from "./model/events.ts";
import type { Log } from "./scheduler/log.ts";
import type { Run, Scheduler } from "./scheduler/types.ts";
import type { AuditRequest } from "./server/services.ts";

type Asked = { readonly filter: Filter; readonly onStart: () => void };
/** The kinds of work that the daemon's scheduler does. */
export type DaemonJobs = {
  readonly audit: { readonly options: Asked; readonly result: Recorded };
  readonly fingerprint: { readonly options: undefined; readonly result: Fingerprint };
};

/** A whole audit of which nobody follows the progress. */
export const wholeAudit: Asked = { filter: {}, onStart: () => undefined };

/** Audits one environment of the configuration as it is now, records it, and logs how it went. */
export async function auditOne(
  app: App,
  config: Config,
  { environment: name, trigger, options = wholeAudit }: Run<Asked>,
  log: Log,
  signal: AbortSignal,
): Promise<Recorded> {
  const environment = config.environments.find((each) => each.name === name);
  if (environment === undefined) throw new UsageError(`no environment ${name} is configured`);
  options.onStart();
  try {
    const request = { trigger, filter: options.filter };
    const recorded = await app.conduct(config, environment, request, signal);
    logAudit(recorded, log);
    return recorded;
  } catch (error) {
    if (signal.aborted) throw error;
    log.error({ err: error, environment: name }, "an audit could not be recorded");
    // The store that refused the audit may refuse this too: the audit's own error is the one to tell.
    await app.store.counters
      .add({ name: "audits_failed", labels: { environment: name } })
      .catch((err: unknown) => log.error({ err }, "a failed audit could not be counted"));
    throw error;
  }
}

function logAudit({ record, diff }: Recorded, log: Log): void {
  const fields = {
    environment: record.environment,
    trigger: record.trigger,
    audit: record.id,
    complete: record.complete,
    newFindings: diff.findings.new.length,
    fixedFindings: diff.findings.fixed.length,
    transportErrors: record.transportErrors,
  };
  log.info(fields, "audited");
}

/**
 * Audits for a command beside the daemon, production first, since whether the others are clones of it is
 * judged by its identity. One that is not recorded does not stop the others. Throws `UsageError`.
 */
export async function auditOnRequest(
  config: Config,
  scheduler: Pick<Scheduler<DaemonJobs>, "runNow">,
  request: AuditRequest,
  onEvent: OnAuditEvent,
  signal: AbortSignal,
): Promise<void> {
  const filter = filterOf(request);
  const chosen = chosenBy(config, request.environments);
  for (const { name } of chosen) onEvent({ type: "planned", environment: name });
  const one = async (environment: string): Promise<void> => {
    const asked = { filter, onStart: () => onEvent({ type: "started", environment }) };
    try {
      const recorded = await scheduler.runNow("audit", environment, "manual", asked, signal);
      onEvent({ type: "finished", environment, ...recorded });
    } catch (error) {
      if (!(error instanceof RecordError)) throw error; // a stopping daemon's is one too
      onEvent({ type: "failed", environment, error: error.message });
    }
  };
  const isProduction = ({ tier }: { readonly tier: string }): boolean => tier === "production";
  for (const group of [chosen.filter(isProduction), chosen.filter((e) => !isProduction(e))]) {
    const done = await Promise.allSettled(group.map(({ name }) => one(name)));
    for (const result of done) if (result.status === "rejected") throw result.reason;
  }
}

function filterOf({ controls, checks }: AuditRequest): Filter {
  return {
    ...(controls !== undefined && { controls }),
    ...(checks !== undefined && { checks }),
  };
}

function chosenBy(
  { environments }: Config,
  names: readonly string[] | undefined,
): Config["environments"] {
  if (names === undefined) return environments;
  const missing = names.find((name) => !environments.some((each) => each.name === name));
  if (missing !== undefined) {
    throw new UsageError(`the running daemon has no environment ${missing}: reload it (SIGHUP)`);
  }
  return environments.filter(({ name }) => names.includes(name));
}
