import type { App } from "./app.ts";
import { createLimiter } from "./audit/limit.ts";
import type { Environment } from "./model/environment.ts";
import { isSameDatabase, type DatabaseIdentity } from "./model/identity.ts";
import { closeWires, type Wires } from "./transports/wires.ts";

/** Environments that are looked at at the same time: each look is one or two small reads. */
const looksAtOnce = 8;

/** A look that takes longer is given up; the next round looks again. */
const lookDeadlineMs = 15_000;

export type RefreshWatch = {
  /**
   * Looks once at every environment; calls `onRefresh` for those that became another database, and does not
   * wait for what it does.
   */
  look(environments: readonly Environment[], signal: AbortSignal): Promise<void>;
  close(): void;
};

/**
 * Finds out that an environment was restored, by the identity of its database, between its audits. Wires are
 * kept from round to round, since a login each time would move the account's `login_date` every minute; one
 * that failed is opened anew. A database that was told once is not told again until it is another one, or
 * until `onRefresh` rejects: then nobody took notice of it, and the next round tells it again.
 */
export function createRefreshWatch(
  app: App,
  onRefresh: (environment: Environment) => Promise<void>,
): RefreshWatch {
  const kept = new Map<Environment, Wires>();
  const told = new Map<string, DatabaseIdentity>();

  async function lookAt(environment: Environment, signal: AbortSignal): Promise<void> {
    const known = await app.store.identities.get(environment.name);
    if (known === undefined) return; // never audited: its first audit is due anyway
    const wires = kept.get(environment) ?? app.open(environment);
    kept.set(environment, wires);
    const limited = AbortSignal.any([signal, AbortSignal.timeout(lookDeadlineMs)]);
    const now = await app.identityOf(environment, wires, limited);
    if (now === undefined) return forget(environment);
    const last = told.get(environment.name);
    if (isSameDatabase(known, now) || (last !== undefined && isSameDatabase(last, now))) return;
    forget(environment); // its logins may not be those of the old database
    tell(environment, now);
  }

  function tell(environment: Environment, now: DatabaseIdentity): void {
    const { name } = environment;
    told.set(name, now);
    onRefresh(environment).catch(() => {
      if (told.get(name) === now) told.delete(name);
    });
  }

  function forget(environment: Environment): void {
    const wires = kept.get(environment);
    if (wires !== undefined) closeWires(wires);
    kept.delete(environment);
  }

  async function look(environments: readonly Environment[], signal: AbortSignal): Promise<void> {
    for (const environment of kept.keys()) {
      if (!environments.includes(environment)) forget(environment);
    }
    const limit = createLimiter(looksAtOnce);
    await Promise.all(environments.map((each) => limit(() => lookAt(each, signal))));
  }

  return {
    look,
    close() {
      for (const environment of kept.keys()) forget(environment);
    },
  };
}
