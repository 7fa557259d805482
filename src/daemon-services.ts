import type { App } from "./app.ts";
import type { Config } from "./config/load.ts";
import { auditOnRequest, type DaemonJobs } from "./daemon-audit.ts";
import type { Clock } from "./model/clock.ts";
import { checks } from "./probes/list.ts";
import { anchorsOf } from "./open-evidence.ts";
import { metricsText } from "./reporters/metrics/text.ts";
import { runbookPage, runbookUrl } from "./reporters/runbook/page.ts";
import type { Scheduler } from "./scheduler/types.ts";
import type { Readiness, Services } from "./server/services.ts";

/** What the daemon works on, replaced by a reload. */
export type Running = {
  config: Config;
  /** The last reload; the start counts as one that succeeded. Times in ISO 8601, UTC. */
  reload: { readonly successful: boolean; readonly succeededAt: string };
};

export type ServicesParts = {
  readonly app: App;
  readonly scheduler: Scheduler<DaemonJobs>;
  readonly running: Readonly<Running>;
  readonly clock: Clock;
  readonly version: string;
  /** Base URL of the HTTP listener, once it listens. */
  readonly ownUrl: () => string;
};

/** What the daemon's two listeners can ask for, always of the configuration that runs then. */
export function servicesOf(parts: ServicesParts): Services {
  const { app, scheduler, running, version, ownUrl } = parts;
  const checksNow = () => checks(app.registry, running.config.assets);
  const runbookBase = () => running.config.server.runbookBaseUrl ?? `${ownUrl()}/checks`;
  const startedAt = parts.clock.now().toISOString();
  return {
    metrics: () =>
      metricsText({
        version,
        environments: running.config.environments,
        checks: checksNow(),
        runbookUrl: (check) => runbookUrl(runbookBase(), check),
        store: app.store,
        reload: running.reload,
        anchors: anchorsOf(running.config.evidence.anchors).map(({ name }) => name),
      }),
    checksPage: () => runbookPage(checksNow()),
    ready: () => readinessOf(app),
    info: () => Promise.resolve({ version, startedAt, environments: scheduler.status() }),
    startAudit: (request, onEvent, signal) =>
      auditOnRequest(running.config, scheduler, request, onEvent, signal),
  };
}

async function readinessOf({ store }: App): Promise<Readiness> {
  try {
    await store.environments.list();
    return { ready: true, problems: [] };
  } catch {
    return { ready: false, problems: ["the store does not answer"] };
  }
}
