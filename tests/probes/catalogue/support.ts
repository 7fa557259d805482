import { collect } from "../../../src/audit/collect.ts";
import { createDigester } from "../../../src/audit/digester.ts";
import { judge } from "../../../src/audit/judge.ts";
import { planAudit } from "../../../src/audit/plan.ts";
import type { Environment } from "../../../src/model/environment.ts";
import type { Assets } from "../../../src/model/assets.ts";
import type { CheckResult, JudgeContext, StoredFact } from "../../../src/model/record.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { Check } from "../../../src/probes/check.ts";
import { checks } from "../../../src/probes/list.ts";
import { registryDirectory } from "../../../src/registry/directory.ts";
import { loadRegistry } from "../../../src/registry/load.ts";
import type { SimulatedEnvironment } from "../../../src/simulator/environment.ts";
import type { Wires } from "../../../src/transports/wires.ts";
import { openWires } from "../../../src/transports/open.ts";

export const registry = loadRegistry(registryDirectory());
export const assets: Assets = registry.catalogue.assets;
/** The catalogue's own checks. */
export const catalogue: readonly Check[] = checks(registry).filter(
  ({ id }) => registry.catalogue.checks[id] !== undefined,
);

/** A simulated environment as an operator would declare it, its API alone. */
export function declared({ odoo }: Pick<SimulatedEnvironment, "odoo">): Environment {
  return {
    name: "staging",
    tier: "staging",
    owner: "erp-team",
    odoo: { ...odoo, secret: new Secret(odoo.password), ca: undefined },
    ssh: undefined,
    sql: undefined,
    prefer: "api",
    derivedFrom: undefined,
    lifecycle: { kind: "undeclared" },
    policy: {
      mail: { allowedServers: ["invalid"] },
      integrations: { allowedScheduledActions: ["base.autovacuum_job"] },
      access: { tryDefaultCredentials: false },
      lifecycle: { maxAgeDays: undefined },
      masking: undefined,
    },
    schedule: { cron: "0 0 * * *", timezone: "UTC" },
    acceptedGaps: [],
    deadlineMs: 30_000,
  };
}

export type Judged = {
  readonly facts: Readonly<Record<string, StoredFact>>;
  readonly results: readonly CheckResult[];
};

const digester = createDigester(new Secret("for tests alone"));

/** Collects and judges, without a store. */
export async function auditOf(
  environment: Environment,
  chosen: readonly Check[],
  wires: Wires,
): Promise<Judged> {
  const plan = planAudit(environment, chosen);
  const signal = new AbortController().signal;
  const facts = await collect(plan.facts, { environment, wires, digester, signal });
  const { name, tier, derivedFrom, lifecycle, policy } = environment;
  const context: JudgeContext = {
    now: "2026-11-24T12:00:00.000Z",
    environment: { name, tier, derivedFrom, lifecycle, policy },
    identities: [],
    auditorLogins: [],
    fleet: [],
    registryDigest: registry.digest,
  };
  return { facts, results: judge(plan.checks, facts, context, environment) };
}

const noRecords = { identities: () => Promise.resolve([]) };

/** An audit over the API of a running simulated environment. */
export async function auditOverApi(
  environment: SimulatedEnvironment,
  chosen: readonly Check[] = catalogue,
): Promise<Judged> {
  const target = declared(environment);
  const wires = openWires(target, noRecords, () => new Uint8Array(16));
  try {
    return await auditOf(target, chosen, wires);
  } finally {
    wires.rpc?.close();
  }
}

/** Ids of the checks with an outcome, sorted. */
export const withOutcome = ({ results }: Judged, outcome: string): readonly string[] =>
  results.flatMap((r) => (r.verdict.outcome === outcome ? [r.check] : [])).toSorted();

/** `check subject` of every finding, sorted. */
export const findingsOf = ({ results }: Judged): readonly string[] =>
  results
    .flatMap(({ check, verdict }) =>
      verdict.outcome === "fail" ? verdict.findings.map((f) => `${check} ${f.subject}`) : [],
    )
    .toSorted();
