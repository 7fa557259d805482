import type { StoredFact } from "../model/record.ts";
import { judgedVersion, type OdooVersion } from "../model/versions.ts";
import { readFrom } from "../facts/collector.ts";
import type { ReadContext } from "../facts/read.ts";
import { odooForeignModules } from "../facts/odoo-foreign-modules.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import { hostReader } from "./collect-alone.ts";
import { rpcConcurrency } from "./collect-rpc.ts";
import { hideUnseen, type HiddenParts } from "./hidden.ts";
import { apart, inLayers, unmet } from "./later.ts";
import { createLimiter } from "./limit.ts";
import type { PlannedFact } from "./plan.ts";
import { readWave, type CollectParts } from "./read-wave.ts";
import {
  instead,
  knownModules,
  notConfigured,
  present,
  reduce,
  store,
  type Stored,
} from "./stored.ts";
import { byModules } from "./waves.ts";

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
    into = stored,
  ): Promise<void> => {
    const context = { version, environment: given.environment, ...known, facts: readFrom(stored) };
    return readWave(facts, context, parts, into);
  };
  const isFree = (fact: PlannedFact): boolean =>
    fact.collector.anyVersion === true && !isProof(fact);
  const isVersion = ({ collector }: PlannedFact): boolean => collector.id === odooVersion.id;
  const isModules = ({ collector: { id } }: PlannedFact): boolean =>
    id === odooModules.id || id === odooForeignModules.id;
  const alone = planned.filter((f) => isFree(f) && !isVersion(f));
  const free = wave(alone, noVersion);
  await wave(planned.filter(isVersion), noVersion);
  const rest = planned.filter((f) => !isFree(f) && !isProof(f));
  const version = readFrom(stored)(odooVersion);
  const rules =
    version.state === "known" ? judgedVersion(version.value, given.environment.judgeAs) : undefined;
  const isOnHost = ({ via }: PlannedFact): boolean => via === "host";
  const onHost = rest.filter(isOnHost);
  const elsewhere = rest.filter((f) => !isOnHost(f));
  let fromHost: Promise<unknown> = Promise.resolve();
  if (rules !== undefined) {
    const modules = wave(rest.filter(isModules), rules);
    const ask = (facts: readonly PlannedFact[]): Promise<unknown> => {
      const others = facts.filter((f) => !isModules(f));
      const { now, later } = byModules(others, { version: rules, environment: given.environment });
      return Promise.all([
        wave(now, rules),
        modules.then(() => wave(present(later, rules, stored), rules, knownModules(stored))),
      ]);
    };
    fromHost = ask(onHost);
    await ask(elsewhere);
  } else {
    for (const fact of rest) store(stored, fact, instead(fact, version));
  }
  const hidden: HiddenParts = {
    environment: given.environment,
    stored,
    readMore: (facts, into) => wave(facts, rules ?? noVersion, {}, into),
  };
  const inTurn = async (rows: readonly (readonly PlannedFact[])[]): Promise<void> => {
    for (const row of rows) {
      if (rules === undefined) for (const fact of row) store(stored, fact, instead(fact, version));
      else await wave(ready(row, stored), rules);
    }
  };
  await hideUnseen(planned, rules, hidden);
  const { soon, late } = apart(layers, [...alone, ...onHost]);
  await inTurn(soon);
  await Promise.all([free, fromHost]);
  await inTurn(late);
  await hideUnseen(layers.flat(), rules, hidden);
  await wave(planned.filter(isProof), noVersion);
  reduce(stored, given.environment);
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

// What acts comes when all is read: an audit must not find its own message in a queue.
const isProof = ({ collector: { sources } }: PlannedFact): boolean =>
  sources.canary !== undefined || sources.egress !== undefined;
