import type { Environment } from "../model/environment.ts";
import type { Fact, StoredFact } from "../model/record.ts";
import { formatUnknownVersion, judgedVersion, type OdooVersion } from "../model/versions.ts";
import { readFrom, type AnyCollector } from "../facts/collector.ts";
import type { ReadContext, Source } from "../facts/read.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import type { Via, Wires } from "../transports/wires.ts";
import { eachAlone, hostReader, need } from "./collect-alone.ts";
import { collectRpc, rpcConcurrency, type Job } from "./collect-rpc.ts";
import { collectSql } from "./collect-sql.ts";
import { createLimiter, type Limiter } from "./limit.ts";
import type { PlannedFact } from "./plan.ts";
import type { Digester } from "./rows.ts";
import { unprovenScope } from "./scope.ts";
import { byModules } from "./waves.ts";

export type CollectParts = {
  readonly environment: Environment;
  readonly wires: Wires;
  readonly digester: Digester;
  readonly signal: AbortSignal;
};
type Parts = CollectParts & { readonly limit: Limiter };
type Stored = Record<string, StoredFact>;

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
  hideUnproven(planned, given.environment, stored);
  return stored;
}

function knownModules(stored: Stored): Pick<ReadContext, "modules"> {
  const modules = readFrom(stored)(odooModules);
  return modules.state === "known" ? { modules: modules.value } : {};
}

function store(stored: Stored, { collector, via }: PlannedFact, fact: Fact<unknown>): void {
  stored[collector.id] = { ...fact, source: via ?? "none" };
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

const notConfigured: Fact<never> = {
  state: "unknown",
  reason: "transport_not_configured",
  detail: "no access is configured that could read it",
};

/** What an active proof says where nobody turned it on: there is nothing to read, by whatever access. */
function absentAnyway({ collector }: PlannedFact, context: ReadContext): Fact<never> | undefined {
  const source = collector.sources.egress ?? collector.sources.canary;
  const read = source?.read(context);
  return read !== undefined && "absent" in read
    ? { state: "absent", because: read.absent }
    : undefined;
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

/** One wave: every source at the same time, each of them once. */
async function readWave(
  planned: readonly PlannedFact[],
  context: ReadContext,
  parts: Parts,
  stored: Stored,
): Promise<void> {
  if (planned.length === 0) return;
  const { wires, digester, signal, limit } = parts;
  const jobs = <V extends Via>(via: V): Job<ReadOf<V>>[] =>
    planned.filter((f) => f.via === via).flatMap((f) => jobOf(f, via, context, stored));
  for (const fact of planned) {
    if (fact.via === undefined) store(stored, fact, absentAnyway(fact, context) ?? notConfigured);
  }
  const done = await Promise.all([
    wires.rpc && collectRpc(jobs("rpc"), { wire: wires.rpc, context, digester, signal, limit }),
    wires.sql && collectSql(jobs("sql"), { wire: wires.sql, context, digester, signal }),
    eachAlone(jobs("host"), context, digester, hostReader(wires, signal)),
    eachAlone(jobs("http"), context, digester, async (read) => {
      const answers = [];
      for (const path of read.paths) answers.push(await need(wires.http).get(path, signal));
      return answers;
    }),
    eachAlone(jobs("records"), context, digester, () => wires.records.identities()),
    eachAlone(jobs("egress"), context, digester, (read) =>
      need(wires.egress).connectOut(read, signal),
    ),
    eachAlone(jobs("canary"), context, digester, (read) => need(wires.canary).send(read, signal)),
  ]);
  for (const facts of done) {
    for (const fact of planned) {
      const value = facts?.get(fact.collector.id);
      if (value !== undefined) store(stored, fact, value);
    }
  }
}

type ReadOf<V extends Via> =
  NonNullable<AnyCollector["sources"][V]> extends Source<infer R> ? R : never;

/** The job of a fact, or its absence stored: `read` says so without looking. */
function jobOf<V extends Via>(
  fact: PlannedFact,
  via: V,
  context: ReadContext,
  stored: Stored,
): readonly Job<ReadOf<V>>[] {
  const source = fact.collector.sources[via] as Source<ReadOf<V>> | undefined;
  if (source === undefined) return [];
  const read = source.read(context);
  if (typeof read === "object" && read !== null && "absent" in read) {
    store(stored, fact, { state: "absent", because: read.absent });
    return [];
  }
  return [{ collector: fact.collector, read, shape: source.shape }];
}
