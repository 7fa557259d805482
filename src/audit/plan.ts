import type { ControlId } from "../model/outcome.ts";
import type { AccessPath, Environment } from "../model/environment.ts";
import type { AnyCollector } from "../facts/collector.ts";
import { comparedCollectors } from "../facts/compared.ts";
import { odooIdentity } from "../facts/odoo-identity.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import { sqlDatabaseOid } from "../facts/sql-database-oid.ts";
import { everyFactOf, type Check } from "../probes/check.ts";
import type { Via } from "../transports/wires.ts";
import { scopeFacts } from "./scope.ts";

/** Where a fact will be read; `undefined` when the environment has no access that could give it. */
export type PlannedFact = { readonly collector: AnyCollector; readonly via: Via | undefined };
export type PlannedCheck = {
  readonly check: Check;
  /** Why it is not applicable here, known without looking; undefined when it will be judged. */
  readonly because: string | undefined;
};
export type Plan = {
  readonly checks: readonly PlannedCheck[];
  readonly facts: readonly PlannedFact[];
};
export type Filter = {
  readonly controls?: readonly ControlId[];
  readonly checks?: readonly string[];
};

/** The access paths that a source needs: all of them. */
const pathsOf = {
  rpc: ["api"],
  sql: ["ssh", "sql"],
  host: ["ssh"],
  http: ["api"],
  records: [],
  egress: ["ssh"],
  canary: ["api"],
} as const satisfies Record<Via, readonly AccessPath[]>;

/** Whether the operator configured what a source needs. */
export function isConfigured(environment: Environment, via: Via): boolean {
  switch (via) {
    case "rpc":
    case "http":
    case "canary":
      return environment.odoo !== undefined;
    case "sql":
      return environment.sql !== undefined && environment.ssh !== undefined;
    case "host":
    case "egress":
      return environment.ssh !== undefined;
    case "records":
      return true;
  }
}

/** Whether the operator declared that the access for every source of the fact is missing on purpose. */
export function isAcceptedGap(environment: Environment, collector: AnyCollector): boolean {
  const vias = Object.keys(collector.sources) as Via[];
  return vias.every((via) => pathsOf[via].some((path) => environment.acceptedGaps.includes(path)));
}

function chooseVia(environment: Environment, collector: AnyCollector): Via | undefined {
  const order: readonly Via[] =
    environment.prefer === "sql"
      ? ["records", "host", "http", "egress", "canary", "sql", "rpc"]
      : ["records", "host", "http", "egress", "canary", "rpc", "sql"];
  return order.find(
    (via) => collector.sources[via] !== undefined && isConfigured(environment, via),
  );
}

function isWanted(check: Check, filter: Filter): boolean {
  const { controls, checks } = filter;
  if (controls === undefined && checks === undefined) return true;
  return (controls?.includes(check.control) ?? false) || (checks?.includes(check.id) ?? false);
}

/**
 * Which checks an audit will judge, which facts they need, and through which source each fact is read.
 * Nothing is connected to. Facts that others depend on (version, modules, scope) come along.
 */
export function planAudit(
  environment: Environment,
  checks: readonly Check[],
  filter: Filter = {},
): Plan {
  const planned = checks
    .filter((check) => isWanted(check, filter))
    .map((check) => ({
      check,
      because: check.tiers.includes(environment.tier)
        ? undefined
        : `it applies to ${check.tiers.join(", ")}`,
    }));
  const collectors = new Map<string, PlannedFact>();
  const add = (collector: AnyCollector, via = chooseVia(environment, collector)): void => {
    if (!collectors.has(collector.id)) collectors.set(collector.id, { collector, via });
  };
  for (const { check, because } of planned) {
    if (because === undefined) for (const fact of everyFactOf(check)) add(fact);
  }
  // Whole audits learn who the environment is even where no check of its own asks: others are compared with it.
  if (filter.controls === undefined && filter.checks === undefined) {
    add(odooIdentity);
    if (isConfigured(environment, "sql")) add(sqlDatabaseOid);
    if (environment.tier === "production") {
      for (const collector of Object.values(comparedCollectors)) {
        if (chooseVia(environment, collector) !== undefined) add(collector);
      }
    }
  }
  const facts = [...collectors.values()];
  if (facts.some((f) => f.collector.anyVersion !== true)) add(odooVersion);
  if (facts.some((f) => f.collector.module !== undefined)) add(odooModules);
  if (facts.some((f) => f.via === "rpc" && f.collector.anyVersion !== true)) {
    // Proven over the API itself, whatever the environment prefers.
    for (const collector of scopeFacts) {
      collectors.delete(collector.id);
      add(collector, "rpc");
    }
  }
  return { checks: planned, facts: [...collectors.values()] };
}
