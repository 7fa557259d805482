import { randomBytes, randomUUID } from "node:crypto";
import { createDigester } from "./audit/digester.ts";
import { rpcCells } from "./audit/masking/cells-rpc.ts";
import { sqlCells } from "./audit/masking/cells-sql.ts";
import { readOrigin } from "./audit/masking/origin.ts";
import { takeFingerprint, type FingerprintSink } from "./audit/masking/take.ts";
import type { Config } from "./config/load.ts";
import { digestKey } from "./digest-key.ts";
import type { Digester } from "./audit/rows.ts";
import type { Clock } from "./model/clock.ts";
import { maskingDefaults, type Environment } from "./model/environment.ts";
import { TargetError } from "./model/errors.ts";
import type { Fingerprint, FingerprintMode } from "./model/fingerprint.ts";
import { rowsNeeded } from "./probes/masking/bounds.ts";
import type { Registry } from "./registry/load.ts";
import { openStore, type Store } from "./store/store.ts";
import { openWires } from "./transports/open.ts";
import { closeWires, type Wires } from "./transports/wires.ts";

export type FingerprintOrder = {
  readonly environment: Environment;
  /** Every declared environment: the policies of its copies say how many rows are needed. */
  readonly environments: readonly Environment[];
  readonly mode: FingerprintMode;
  /** Draws the same sample again; made at random when left out. */
  readonly seed?: string;
  readonly wires: Wires;
  readonly registry: Pick<Registry, "personalData">;
  readonly keep: FingerprintSink;
  readonly digester: Digester;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (model: string, rows: number) => void;
};

// Rows are deleted in a copy, or are newer than it: with a fifth more there are enough left to compare.
const margin = 1.2;

/**
 * Takes the fingerprint of an environment and keeps it in place of its last one. Throws `TargetError` when the
 * environment cannot be read and the signal's reason when it is aborted: the last one then stays.
 */
export async function fingerprint(order: FingerprintOrder): Promise<Fingerprint> {
  const { environment, wires, mode, keep, digester, clock, signal, onProgress } = order;
  const reader = readerOf(environment, mode, wires, signal);
  const origin = await readOrigin(environment, reader.via, { wires, digester, signal });
  signal.throwIfAborted();
  const { personalData } = order.registry;
  // The auditor logs in everywhere by its own name.
  const ownLogins = order.environments.flatMap(({ odoo }) => odoo?.login ?? []);
  return takeFingerprint(
    {
      environment: environment.name,
      ...origin,
      mode,
      sample: sampleOf(order),
      seed: order.seed ?? randomBytes(8).toString("hex"),
      personalData: { ...personalData, everywhere: [...personalData.everywhere, ...ownLogins] },
    },
    {
      reader,
      digester: digester.cells,
      sink: keep,
      clock,
      newId: randomUUID,
      signal,
      onProgress,
    },
  );
}

/** Where the store keeps them; what takes the place of the last one does so as a whole. */
export const keptIn = (store: Store, clock: Clock): FingerprintSink => ({
  ...store.fingerprints,
  finish: (whole) =>
    store.transaction((tx) => tx.fingerprints.finish(whole, clock.now().toISOString())),
});

export type AloneOrder = Pick<
  FingerprintOrder,
  "environment" | "mode" | "registry" | "clock" | "signal" | "onProgress"
> & { readonly config: Config };

/**
 * The same by a command of its own, with the store opened for it. It writes tables that nothing else writes
 * to, and needs no lock beside a daemon.
 */
export async function fingerprintAlone(order: AloneOrder): Promise<Fingerprint> {
  const { config, environment, clock } = order;
  const store = await openStore({ path: config.store.path, clock });
  const wires = openWires(environment, store.identities, randomBytes);
  try {
    const digester = createDigester(config.digestKey ?? digestKey(config.store.path));
    const { environments } = config;
    return await fingerprint({
      ...order,
      environments,
      wires,
      keep: keptIn(store, clock),
      digester,
    });
  } finally {
    closeWires(wires);
    await store.close();
  }
}

/** A whole table is streamed by SQL where that is configured, a sample is read as the environment prefers. */
function readerOf(
  { name, prefer }: Environment,
  mode: FingerprintMode,
  { rpc, sql }: Wires,
  signal: AbortSignal,
) {
  const bySql = sql !== undefined && (prefer === "sql" || mode === "whole-table");
  if (bySql) return sqlCells(sql, signal);
  if (rpc !== undefined) return rpcCells(rpc, signal);
  if (sql !== undefined) return sqlCells(sql, signal);
  throw new TargetError(
    "transport_not_configured",
    `${name} has neither odoo nor ssh and sql: no access is configured that could read it`,
  );
}

function sampleOf({ environment, environments }: FingerprintOrder): number {
  const needed = environments
    .filter(({ derivedFrom }) => derivedFrom === environment.name)
    .map(({ policy: { masking } }) =>
      rowsNeeded(
        masking?.leakRate ?? maskingDefaults.leakRate,
        masking?.confidence ?? maskingDefaults.confidence,
      ),
    );
  const least = rowsNeeded(maskingDefaults.leakRate, maskingDefaults.confidence);
  return Math.ceil(Math.max(least, ...needed) * margin);
}
