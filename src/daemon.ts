import { isDeepStrictEqual } from "node:util";
import { openApp } from "./app.ts";
import { hostsOf } from "./conduct-all.ts";
import type { Config } from "./config/load.ts";
import { fingerprintOne } from "./daemon-fingerprint.ts";
import { auditOne, wholeAudit, type DaemonJobs } from "./daemon-audit.ts";
import { controlSocketPath, lockForServing } from "./daemon-lock.ts";
import { servicesOf, type Running } from "./daemon-services.ts";
import { testItself } from "./daemon-self-test.ts";
import type { Clock } from "./model/clock.ts";
import { ConfigError } from "./model/errors.ts";
import { formatProblem } from "./model/problem.ts";
import { startSealer } from "./sealer.ts";
import { createRefreshWatch } from "./refresh-watch.ts";
import type { Registry } from "./registry/load.ts";
import { startRetention } from "./retention.ts";
import { createBudget } from "./scheduler/budget.ts";
import type { Log } from "./scheduler/log.ts";
import { startPoller } from "./scheduler/poll.ts";
import { createScheduler } from "./scheduler/scheduler.ts";
import type { Kind, Target } from "./scheduler/types.ts";
import { startControl } from "./server/control.ts";
import { startHttp } from "./server/http.ts";

/** Time that running audits get when the daemon is asked to stop: an ordinary audit ends well within it. */
const graceMs = 30_000;

const keyMade = "a key was made that signs the ledger: keep a copy of it elsewhere";

/** The start belongs to the audits that were missed. */
const firstSelfTestMs = 60_000;

/** What recording an audit takes after its deadline, at the most, on a slow disk. */
const recordMs = 5_000;

export type DaemonParts = {
  readonly config: Config;
  readonly registry: Registry;
  /** Reads the configuration again. Throws `ConfigError`. */
  readonly reload: () => Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Listen on a free port where the configured one is taken. */
  readonly orFreePort?: boolean;
};

export type Daemon = {
  /** Base URL of the HTTP listener. */
  readonly url: string;
  /** Reads the configuration again and takes it when it is good; keeps the running one when it is not. */
  reload(): boolean;
  /**
   * Drains within a bound; a second call ends what still runs. `graceMs` is what running audits get before
   * they are aborted. `false` when something would not end.
   */
  stop(options?: { readonly graceMs?: number }): Promise<boolean>;
};

/** Builds the daemon and starts it: lock, store, schedule, listeners, and the watch for restores. */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { config, clock, log } = parts;
  const release: (() => void | Promise<unknown>)[] = [];
  // Everything that is acquired is released in the opposite order, also when a later step fails.
  const unwind = async (): Promise<void> => {
    for (const each of release.splice(0).toReversed()) await each();
  };
  try {
    const started = { successful: true, succeededAt: clock.now().toISOString() };
    const running: Running = { config, reload: started };
    const socket = controlSocketPath(config.store.path);
    const lock = lockForServing(config.store.path, socket, clock);
    release.push(() => lock.release());
    const app = await openApp({ ...parts, onKeyMade: (path) => log.warn({ path }, keyMade) });
    release.push(() => app.close());
    const sealer = startSealer(app.evidence, log);
    release.push(() => sealer.stop());
    const budget = createBudget(config.concurrency);
    const scheduler = createScheduler<DaemonJobs>({
      targets: targetsOf(config),
      handlers: {
        audit: (run, signal) => auditOne(app, running.config, run, log, signal),
        fingerprint: (run, signal) =>
          fingerprintOne(app, running.config, run, { clock, log, signal }),
      },
      slots: app.store.slots,
      clock,
      budget,
      log,
      onOverrun: (environment) =>
        app.store.counters.add({ name: "audit_overruns", labels: { environment } }),
      graceMs,
    });
    let url = "";
    const services = servicesOf({ ...parts, app, scheduler, running, ownUrl: () => url });
    const onError = (error: unknown): void => log.error({ err: error }, "a request failed");
    const { listen } = config.server;
    const { orFreePort = false } = parts;
    const http = await startHttp({
      ...listen,
      orFreePort,
      configuration: config.path,
      services,
      onError,
    });
    release.push(() => http.close());
    url = http.url;
    const control = await startControl({ path: socket, services, onError });
    release.push(() => control.close());
    const watch = createRefreshWatch(app, async ({ name }) => {
      log.info({ environment: name }, "the environment was restored, auditing it at once");
      const signal = new AbortController().signal;
      try {
        await scheduler.runNow("audit", name, "refresh", wholeAudit, signal);
      } catch (error) {
        log.warn({ err: error, environment: name }, "the audit after a restore failed");
        throw error;
      }
    });
    release.push(() => watch.close());
    const poller = startPoller(
      config.refreshPollSeconds * 1000,
      (signal) => watch.look(running.config.environments, signal),
      log,
    );
    release.push(() => poller.stop());
    const everyMs = config.selfTestSeconds * 1000;
    const selfTests = startPoller(
      everyMs,
      (signal) => testItself(app, running, clock, log, signal),
      log,
      { firstMs: Math.min(everyMs, firstSelfTestMs) },
    );
    release.push(() => selfTests.stop());
    const days = (): number => running.config.store.retentionDays;
    const retention = startRetention({ store: app.store, days, clock, log });
    release.push(() => retention.stop());
    await scheduler.start();
    log.info({ url, environments: config.environments.length }, "started");

    return {
      url,
      reload() {
        const next = readAgain(parts, running.config);
        if (next === undefined) {
          running.reload = { ...running.reload, successful: false };
          return false;
        }
        running.reload = { successful: true, succeededAt: clock.now().toISOString() };
        running.config = next;
        budget.resize(next.concurrency);
        scheduler.reload(targetsOf(next));
        app.evidence
          .recordConfig(next, app.registry.digest)
          .catch((err: unknown) => log.error({ err }, "a configuration could not be recorded"));
        log.info({ environments: next.environments.length }, "configuration reloaded");
        return true;
      },
      async stop(options) {
        log.info({}, "stopping");
        const drained = await scheduler.stop(options);
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

function targetsOf({ environments }: Config): readonly Target<Kind<DaemonJobs>>[] {
  return environments.flatMap((environment) => {
    const { name, tier, schedule, fingerprint, deadlineMs } = environment;
    const target = {
      environment: name,
      timezone: schedule.timezone,
      hosts: hostsOf(environment),
      // Whether the others are clones of production is judged by what its own audit has stored.
      rank: tier === "production" ? 0 : 1,
      holdMs: deadlineMs + recordMs,
    };
    return [
      { ...target, kind: "audit", cron: schedule.cron } as const,
      ...(fingerprint === undefined
        ? []
        : [{ ...target, kind: "fingerprint", cron: fingerprint.cron } as const]),
    ];
  });
}

/** The configuration read again; undefined, with every problem logged, when it is bad. */
function readAgain({ reload, log }: DaemonParts, running: Config): Config | undefined {
  try {
    const next = reload();
    if (needsRestart(running, next)) {
      log.warn(
        {},
        "store, listen, refresh_poll, self_test_every, log_level, digest_key and evidence change with a restart only",
      );
    }
    return next;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map(formatProblem);
    log.error({ problems }, "the new configuration is bad, the running one stays");
    return undefined;
  }
}

function needsRestart(running: Config, next: Config): boolean {
  return (
    next.store.path !== running.store.path ||
    next.server.listen.host !== running.server.listen.host ||
    next.server.listen.port !== running.server.listen.port ||
    next.refreshPollSeconds !== running.refreshPollSeconds ||
    next.selfTestSeconds !== running.selfTestSeconds ||
    next.logLevel !== running.logLevel ||
    next.digestKey?.reveal() !== running.digestKey?.reveal() ||
    next.evidence.key?.reveal() !== running.evidence.key?.reveal() ||
    !isDeepStrictEqual(
      { ...next.evidence, key: undefined },
      { ...running.evidence, key: undefined },
    )
  );
}
