import type { StoredFact } from "../model/record.ts";
import { judgedVersion, type OdooVersion } from "../model/versions.ts";
import { readFrom } from "../facts/collector.ts";
import type { ReadContext } from "../facts/read.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import { rpcConcurrency } from "./collect-rpc.ts";
import { hideUnseen } from "./hidden.ts";
import { createLimiter } from "./limit.ts";
import type { PlannedFact } from "./plan.ts";
import { readWave, type CollectParts } from "./read-wave.ts";
import { instead, knownModules, present, reduce, store, type Stored } from "./stored.ts";
import { byModules } from "./waves.ts";

// Read before the version is known: their reads do not look at it.
const noVersion: OdooVersion = { major: 0, serie: "" };

/**
 * Reads every planned fact: first the version, then what every database has, then what only some modules
 * have, each as soon as what it depends on is known; what depends on nothing is read beside them. Never
 * throws for a target's sake: a fact that could not be read is stored as unknown with its reason.
 */
export async function collect(
  planned: readonly PlannedFact[],
  given: CollectParts,
): Promise<Readonly<Record<string, StoredFact>>> {
  const stored: Stored = {};
  const parts = { ...given, limit: createLimiter(rpcConcurrency) };
  const wave = (
    facts: readonly PlannedFact[],
    version: OdooVersion,
    known: Pick<ReadContext, "modules"> = {},
  ): Promise<void> =>
    readWave(facts, { version, environment: given.environment, ...known }, parts, stored);
  // What acts comes when all is read: an audit must not find its own message in a queue.
  const isProof = ({ collector: { sources } }: PlannedFact): boolean =>
    sources.canary !== undefined || sources.egress !== undefined;
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
  await wave(planned.filter(isProof), noVersion);
  await hideUnseen(planned, rules, {
    environment: given.environment,
    stored,
    readMore: (facts, into) =>
      readWave(facts, { version: rules ?? noVersion, environment: given.environment }, parts, into),
  });
  reduce(stored, given.environment);
  return stored;
}
