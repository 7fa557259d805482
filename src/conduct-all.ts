import type { App, AuditRequest } from "./app.ts";
import type { Config } from "./config/load.ts";
import { RecordError } from "./model/errors.ts";
import type { Environment } from "./model/environment.ts";
import type { OnAuditEvent } from "./model/events.ts";
import { createBudget } from "./scheduler/budget.ts";

/** The hosts that an environment's audit loads: no more than `per_host` audits touch one at a time. */
export function hostsOf({ name, odoo, ssh }: Environment): readonly string[] {
  // A bastion only forwards: counting it would put every environment behind it in one row.
  const hosts = [odoo && new URL(odoo.url).hostname, ssh?.host];
  const known = hosts.filter((host) => host !== undefined);
  return known.length === 0 ? [name] : [...new Set(known)];
}

/**
 * Audits several environments within the configured concurrency. Production goes first: whether the others
 * are clones of it is judged by its identity. One that cannot be recorded does not stop the others.
 */
export async function conductAll(
  app: App,
  config: Config,
  environments: readonly Environment[],
  request: AuditRequest,
  onEvent: OnAuditEvent,
  signal: AbortSignal,
): Promise<void> {
  const budget = createBudget(config.concurrency);
  for (const { name } of environments) onEvent({ type: "planned", environment: name });
  const one = (environment: Environment): Promise<void> =>
    budget.run(hostsOf(environment), signal, async () => {
      const { name } = environment;
      onEvent({ type: "started", environment: name });
      try {
        const recorded = await app.conduct(config, environment, request, signal);
        onEvent({ type: "finished", environment: name, ...recorded });
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        onEvent({ type: "failed", environment: name, error: error.message });
      }
    });
  const isProduction = (environment: Environment): boolean => environment.tier === "production";
  const first = environments.filter(isProduction);
  const rest = environments.filter((environment) => !isProduction(environment));
  // All are awaited even when one throws: nothing may go on behind a closed store.
  for (const group of [first, rest]) {
    const done = await Promise.allSettled(group.map(one));
    for (const result of done) if (result.status === "rejected") throw result.reason;
  }
}
