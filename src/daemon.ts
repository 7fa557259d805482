import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openApp, type App, type Recorded } from "./app.ts";
import type { Filter } from "./audit/plan.ts";
import { hostsOf } from "./conduct-all.ts";
import type { Config } from "./config/load.ts";
import type { Clock } from "./model/clock.ts";
import { ConfigError, RecordError, UsageError } from "./model/errors.ts";
import type { OnAuditEvent } from "./model/events.ts";
import { formatProblem } from "./model/problem.ts";
import { checks } from "./probes/list.ts";
import { createRefreshWatch } from "./refresh-watch.ts";
import type { Registry } from "./registry/load.ts";
import { metricsText } from "./reporters/metrics/text.ts";
import { createBudget } from "./scheduler/budget.ts";
import type { Log } from "./scheduler/log.ts";
import { startPoller } from "./scheduler/poll.ts";
import { createScheduler } from "./scheduler/scheduler.ts";
import { StoppedError, type Run, type Scheduler, type Target } from "./scheduler/types.ts";
import { startControl } from "./server/control.ts";
import { startHttp } from "./server/http.ts";
import type { AuditRequest, Services } from "./server/services.ts";
import { takeLock, type Lock } from "./store/lock.ts";

/** Time that running audits get when the daemon is asked to stop: an ordinary audit ends well within it. */
const graceMs = 30_000;

type Asked = { readonly filter: Filter; readonly onStart: () => void };
type AuditJobs = { readonly audit: { readonly options: Asked; readonly result: Recorded } };

export type DaemonParts = {
  readonly config: Config;
  readonly registry: Registry;
  /** Reads the configuration again. Throws `ConfigError`. */
  readonly reload: () => Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly runbookUrl: (check: string) => string;
};

export type Daemon = {
  /** Base URL of the HTTP listener. */
  readonly url: string;
  /** Reads the configuration again and takes it when it is good; keeps the running one when it is not. */
  reload(): boolean;
  /** Drains within a bound; a second call ends what still runs. `false` when something would not end. */
  stop(): Promise<boolean>;
};

/** Builds the daemon and starts it: lock, store, schedule, listeners, and the watch for restores. */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { clock, log } = parts;
  const release: (() => void | Promise<unknown>)[] = [];
  // Everything that is acquired is released in the opposite order, also when a later step fails.
  const unwind = async (): Promise<void> => {
    for (const each of release.splice(0).toReversed()) await each();
  };
  try {
    const running = { config: parts.config, reload: { successful: true, succeededAt: now(clock) } };
    const socket = socketPath(parts.config.store.path);
    const lock = lockForServing(parts.config.store.path, socket, clock);
    release.push(() => lock.release());
    const app = await openApp(parts);
    release.push(() => app.close());
    const budget = createBudget(parts.config.concurrency);
    const scheduler = createScheduler<AuditJobs>({
      targets: targetsOf(parts.config),
      handlers: { audit: (run, signal) => auditOne(app, running.config, run, log, signal) },
      slots: app.store.slots,
      clock,
      budget,
      log,
      onOverrun: (environment) =>
        app.store.counters.add({ name: "audit_overruns", labels: { environment } }),
      graceMs,
    });
    const services = servicesOf(parts, app, scheduler, running);
    const onError = (error: unknown): void => log.error({ err: error }, "a request failed");
    const http = await startHttp({ ...parts.config.server.listen, services, onError });
    release.push(() => http.close());
    const control = await startControl({ path: socket, services, onError });
    release.push(() => control.close());
    const watch = createRefreshWatch(app, ({ name }) => {
      log.info({ environment: name }, "the environment was restored, auditing it at once");
      const asked = { filter: {}, onStart: () => undefined };
      void scheduler
        .runNow("audit", name, "refresh", asked, new AbortController().signal)
        .catch((error: unknown) => log.warn({ err: error, environment: name }, "audit failed"));
    });
    release.push(() => watch.close());
    const poller = startPoller(
      parts.config.refreshPollSeconds * 1000,
      (signal) => watch.look(running.config.environments, signal),
      log,
    );
    release.push(() => poller.stop());
    await scheduler.start();
    log.info({ url: http.url, environments: targetsOf(running.config).length }, "started");

    return {
      url: http.url,
      reload() {
        const next = readAgain(parts, running.config, log);
        running.reload =
          next === undefined
            ? { ...running.reload, successful: false }
            : { successful: true, succeededAt: now(clock) };
        if (next === undefined) return false;
        running.config = next;
        budget.resize(next.concurrency);
        scheduler.reload(targetsOf(next));
        log.info({ environments: next.environments.length }, "configuration reloaded");
        return true;
      },
      async stop() {
        log.info({}, "stopping");
        const drained = await scheduler.stop();
        await unwind();
        log.info({ drained }, "stopped");
        return drained;
      },
    };
  } catch (error) {
    await unwind();
    throw error;
  }
}

const now = (clock: Clock): string => clock.now().toISOString();

function targetsOf({ environments }: Config): readonly Target<"audit">[] {
  return environments.map((environment) => ({
    kind: "audit",
    environment: environment.name,
    cron: environment.schedule.cron,
    timezone: environment.schedule.timezone,
    hosts: hostsOf(environment),
  }));
}

/** Beside the store, or in the temporary folder where that path is longer than a socket's may be. */
function socketPath(storePath: string): string {
  const beside = `${storePath}.sock`;
  if (Buffer.byteLength(beside) <= 90) return beside;
  const name = createHash("sha256").update(storePath).digest("hex").slice(0, 16);
  return join(tmpdir(), `envaudit-${name}.sock`);
}

function lockForServing(storePath: string, socket: string, clock: Clock): Lock {
  const taken = takeLock(storePath, {
    pid: process.pid,
    role: "serve",
    socket,
    since: now(clock),
  });
  if ("release" in taken) return taken;
  const holder = taken.heldBy;
  const who =
    holder === undefined ? "another envaudit" : `envaudit ${holder.role}, process ${holder.pid}`;
  throw new RecordError(`${storePath} is in use by ${who}`);
}

async function auditOne(
  app: App,
  config: Config,
  { environment: name, trigger, options }: Run<Asked>,
  log: Log,
  signal: AbortSignal,
): Promise<Recorded> {
  const environment = config.environments.find((each) => each.name === name);
  if (environment === undefined) throw new UsageError(`no environment ${name} is configured`);
  options?.onStart();
  try {
    const filter = options?.filter ?? {};
    const recorded = await app.conduct(config, environment, { trigger, filter }, signal);
    const { record, diff } = recorded;
    log.info(
      {
        environment: name,
        trigger,
        audit: record.id,
        complete: record.complete,
        newFindings: diff.findings.new.length,
        fixedFindings: diff.findings.fixed.length,
        transportErrors: record.transportErrors,
      },
      "audited",
    );
    return recorded;
  } catch (error) {
    if (signal.aborted) throw error;
    log.error({ err: error, environment: name }, "an audit could not be recorded");
    await app.store.counters.add({ name: "audits_failed", labels: { environment: name } });
    throw error;
  }
}

/** The configuration read again; undefined, with every problem logged, when it is bad. */
function readAgain(parts: DaemonParts, running: Config, log: Log): Config | undefined {
  try {
    const next = parts.reload();
    const { store, server } = running;
    if (next.store.path !== store.path || next.server.listen.port !== server.listen.port) {
      log.warn({}, "store and listen address change with a restart only");
    }
    return next;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map(formatProblem);
    log.error({ problems }, "the new configuration is bad, the running one stays");
    return undefined;
  }
}

type Running = {
  readonly config: Config;
  readonly reload: { readonly successful: boolean; readonly succeededAt: string };
};

function servicesOf(
  { version, clock, runbookUrl }: DaemonParts,
  app: App,
  scheduler: Scheduler<AuditJobs>,
  running: Running,
): Services {
  const startedAt = now(clock);
  return {
    metrics: () =>
      metricsText({
        version,
        environments: running.config.environments,
        checks,
        runbookUrl,
        store: app.store,
        reload: running.reload,
      }),
    async ready() {
      try {
        await app.store.environments.list();
        return { ready: true, problems: [] };
      } catch {
        return { ready: false, problems: ["the store does not answer"] };
      }
    },
    info: () => Promise.resolve({ version, startedAt, environments: scheduler.status() }),
    startAudit: (request, onEvent, signal) =>
      startAudit(running.config, scheduler, request, onEvent, signal),
  };
}

/** Audits for a command beside the daemon, production first; one that fails does not stop the others. */
async function startAudit(
  config: Config,
  scheduler: Scheduler<AuditJobs>,
  { environments, controls, checks: ids }: AuditRequest,
  onEvent: OnAuditEvent,
  signal: AbortSignal,
): Promise<void> {
  const filter: Filter = {
    ...(controls !== undefined && { controls }),
    ...(ids !== undefined && { checks: ids }),
  };
  const known = config.environments.map(({ name }) => name);
  const missing = environments?.find((name) => !known.includes(name));
  if (missing !== undefined) {
    throw new UsageError(`the running daemon has no environment ${missing}: reload it (SIGHUP)`);
  }
  const chosen = config.environments.filter(({ name }) => environments?.includes(name) ?? true);
  for (const { name } of chosen) onEvent({ type: "planned", environment: name });
  const one = async (environment: string): Promise<void> => {
    const asked = { filter, onStart: () => onEvent({ type: "started", environment }) };
    try {
      const recorded = await scheduler.runNow("audit", environment, "manual", asked, signal);
      onEvent({ type: "finished", environment, ...recorded });
    } catch (error) {
      if (!(error instanceof RecordError || error instanceof StoppedError)) throw error;
      onEvent({ type: "failed", environment, error: error.message });
    }
  };
  const isProduction = ({ tier }: { readonly tier: string }): boolean => tier === "production";
  for (const group of [chosen.filter(isProduction), chosen.filter((e) => !isProduction(e))]) {
    const done = await Promise.allSettled(group.map(({ name }) => one(name)));
    for (const result of done) if (result.status === "rejected") throw result.reason;
  }
}
