import { randomBytes, randomUUID } from "node:crypto";
import { audit } from "./audit/audit.ts";
import { createDigester } from "./audit/digester.ts";
import { fleetOf } from "./audit/fleet.ts";
import { readIdentity } from "./audit/identity.ts";
import { planAudit, type Filter } from "./audit/plan.ts";
import type { Digester } from "./audit/rows.ts";
import type { Config } from "./config/load.ts";
import { digestKey } from "./digest-key.ts";
import type { Clock } from "./model/clock.ts";
import type { Environment } from "./model/environment.ts";
import type { DatabaseIdentity } from "./model/identity.ts";
import type { AuditDiff, AuditRecord, Trigger } from "./model/record.ts";
import { checks } from "./probes/list.ts";
import { openEvidence, type Evidence } from "./open-evidence.ts";
import { recordAudit } from "./record/record.ts";
import type { Registry } from "./registry/load.ts";
import { openStore, type Store } from "./store/store.ts";
import { openWires } from "./transports/open.ts";
import { closeWires, type Wires } from "./transports/wires.ts";

export type AuditRequest = { readonly trigger: Trigger; readonly filter?: Filter };
export type Recorded = { readonly record: AuditRecord; readonly diff: AuditDiff };

/** Everything that an audit needs, built once. */
export type App = {
  readonly registry: Registry;
  readonly store: Store;
  readonly evidence: Evidence;
  readonly digester: Digester;
  /** Audits one environment of `config` and records it; throws `RecordError` when that fails. */
  conduct(
    config: Config,
    environment: Environment,
    request: AuditRequest,
    signal: AbortSignal,
  ): Promise<Recorded>;
  /** The ways into an environment, not connected yet; the caller closes them. */
  open(environment: Environment): Wires;
  /** Who its database is now, over wires that may be kept from call to call; undefined if it is not read. */
  identityOf(
    environment: Environment,
    wires: Wires,
    signal: AbortSignal,
  ): Promise<DatabaseIdentity | undefined>;
  close(): Promise<void>;
};

export type AppParts = {
  readonly config: Config;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Told the path of the ledger's key where none was configured and one was made. */
  readonly onKeyMade: (path: string) => void;
};

/** The composition root of auditing: opens the store and builds every part with visible arguments. */
export async function openApp(parts: AppParts): Promise<App> {
  const { config, registry, clock } = parts;
  const digester = createDigester(config.digestKey ?? digestKey(config.store.path));
  const store = await openStore({ path: config.store.path, clock });
  const evidence = await openLedger(store, parts);

  const open = (environment: Environment): Wires =>
    openWires(environment, { ...store.identities, fingerprints: store.fingerprints }, randomBytes);

  async function conduct(
    current: Config,
    environment: Environment,
    { trigger, filter }: AuditRequest,
    signal: AbortSignal,
  ): Promise<Recorded> {
    const wires = open(environment);
    try {
      const record = await audit(environment, {
        plan: planAudit(environment, checks(registry, current.assets), filter),
        wires,
        digester,
        clock,
        newId: randomUUID,
        signal: AbortSignal.any([signal, AbortSignal.timeout(environment.deadlineMs)]),
        trigger,
        fleet: fleetOf(current.environments),
        identities: current.identities,
        registryDigest: registry.digest,
      });
      // An operator who stopped it wants no record of half an audit; the deadline's unknowns are recorded.
      signal.throwIfAborted();
      return { record, diff: await recordAudit(store, record) };
    } finally {
      closeWires(wires);
    }
  }

  return {
    registry,
    store,
    evidence,
    digester,
    conduct,
    open,
    identityOf: (environment, wires, signal) => readIdentity(environment, wires, digester, signal),
    close: () => store.close(),
  };
}

/** The ledger with the configuration that runs as an entry. The store is closed when it cannot be opened. */
async function openLedger(store: Store, parts: AppParts): Promise<Evidence> {
  try {
    const evidence = await openEvidence({ ...parts, store });
    await evidence.recordConfig(parts.config, parts.registry.digest);
    return evidence;
  } catch (error) {
    await store.close();
    throw error;
  }
}
