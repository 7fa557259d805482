import type { Environment } from "../model/environment.ts";
import type { Fact, StoredFact } from "../model/record.ts";
import { formatUnknownVersion, judgedVersion, type OdooVersion } from "../model/versions.ts";
import { readFrom } from "../facts/collector.ts";
import type { ReadContext } from "../facts/read.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import { hostReader } from "./collect-alone.ts";
import { rpcConcurrency } from "./collect-rpc.ts";
import { inLayers, unmet } from "./later.ts";
import { createLimiter } from "./limit.ts";
import type { PlannedFact } from "./plan.ts";
import { readWave, type WaveParts } from "./read-wave.ts";
import { unprovenScope } from "./scope.ts";
import { notConfigured, store, type Stored } from "./stored.ts";
import { byModules } from "./waves.ts";

export type CollectParts = Omit<WaveParts, "limit" | "askHost"> & {
  readonly environment: Environment;
};

// Read before the version is known: their reads do not look at it.
const noVersion: OdooVersion = { major: 0, serie: "" };

/**
 * Reads every planned fact: first the version, then what every database has, then what only some modules
 * have, each as soon as what it depends on is known; what depends on nothing is read beside them. Last comes
 * what depends on other facts, layer by layer. Never throws for a target's sake: a fact that could not be
 * read is stored as unknown with its reason.
 */
export async function collect(
  all: readonly PlannedFact[],
  given: CollectParts,
): Promise<Readonly<Record<string, StoredFact>>> {
  const stored: Stored = {};
  const { first: planned, later: layers } = inLayers(all);
  const askHost = hostReader(given.wires, given.signal);
  const parts = { ...given, limit: createLimiter(rpcConcurrency), askHost };
  const wave = (
    facts: readonly PlannedFact[],
    version: OdooVersion,
    known: Pick<ReadContext, "modules"> = {},
  ): Promise<void> => {
    const context = { version, environment: given.environment, ...known, facts: readFrom(stored) };
    return readWave(facts, context, parts, stored);
  };
  const isFree = (fact: PlannedFact): boolean =>
    fact.collector.anyVersion === true && !isProof(fact);
  const isVersion = ({ collector }: PlannedFact): boolean => collector.id === odooVersion.id;
  const isModules = ({ collector }: PlannedFact): boolean => collector.id === odooModules.id;
  const free = wave(
    planned.filter((f) => isFree(f) && !isVersion(f)),
    noVersion,
  );
  await wave(planned.filter(isVersion), noVersion);
  const rest = planned.filter((f) => !isFree(f) && !isProof(f));
  const version = readFrom(stored)(odooVersion);
  const rules =
    version.state === "known" ? judgedVersion(version.value, given.environment.judgeAs) : undefined;
  if (rules !== undefined) {
    const { now, later } = byModules(rest, { version: rules, environment: given.environment });
    const modules = wave(rest.filter(isModules), rules);
    await Promise.all([
      wave(
        now.filter((f) => !isModules(f)),
        rules,
      ),
      modules.then(() => wave(present(later, rules, stored), rules, knownModules(stored))),
    ]);
  } else {
    for (const fact of rest) store(stored, fact, instead(fact, version));
  }
  await free;
  hideUnproven(planned, given.environment, stored);
  for (const layer of layers) {
    if (rules === undefined) for (const fact of layer) store(stored, fact, instead(fact, version));
    else await wave(ready(layer, stored), rules);
  }
  hideUnproven(layers.flat(), given.environment, stored);
  await wave(planned.filter(isProof), noVersion);
  return stored;
}

/** The facts whose dependencies are all known; the others are stored as those that are not. */
function ready(layer: readonly PlannedFact[], stored: Stored): readonly PlannedFact[] {
  return layer.filter((fact) => {
    const because = unmet(fact, stored) ?? (fact.via === undefined ? notConfigured : undefined);
    if (because !== undefined) store(stored, fact, because);
    return because === undefined;
  });
}

function knownModules(stored: Stored): Pick<ReadContext, "modules"> {
  const modules = readFrom(stored)(odooModules);
  return modules.state === "known" ? { modules: modules.value } : {};
}

/** Why a fact that depends on the version was not read. */
function instead({ via }: PlannedFact, version: Fact<OdooVersion>): Fact<never> {
  if (via === undefined) return notConfigured;
  if (version.state === "known") {
    return {
      state: "unknown",
      reason: "unsupported_version",
      detail: formatUnknownVersion(version.value),
    };
  }
  return version.state === "unknown" ? version : notConfigured;
}

/** The facts whose module is installed, or that need none; the others are stored as absent, or unknown like the modules. */
function present(
  rest: readonly PlannedFact[],
  version: OdooVersion,
  stored: Stored,
): readonly PlannedFact[] {
  const modules = readFrom(stored)(odooModules);
  return rest.filter((fact) => {
    const module = fact.collector.module?.(version);
    if (module === undefined) return true;
    if (modules.state !== "known") store(stored, fact, modules);
    else if (modules.value.includes(module)) return true;
    else store(stored, fact, { state: "absent", because: `module ${module} is not installed` });
    return false;
  });
}

/** Puts the missing proof in place of every record that was read over the API without it. */
function hideUnproven(
  planned: readonly PlannedFact[],
  environment: Environment,
  stored: Stored,
): void {
  const overApi = planned.filter((f) => f.via === "rpc" && f.collector.anyVersion !== true);
  if (overApi.length === 0) return;
  const missing = unprovenScope(stored, environment.odoo?.login ?? "");
  if (missing === undefined) return;
  for (const fact of overApi) {
    if (stored[fact.collector.id]?.state !== "unknown") store(stored, fact, missing);
  }
}

// What acts comes when all is read: an audit must not find its own message in a queue.
const isProof = ({ collector: { sources } }: PlannedFact): boolean =>
  sources.canary !== undefined || sources.egress !== undefined;
