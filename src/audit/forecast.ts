import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import type { AnyCollector } from "../facts/collector.ts";
import type { Source } from "../facts/read.ts";
import type { Environment } from "../model/environment.ts";
import { everyFactOf, type Check } from "../probes/check.ts";
import type { Via } from "../transports/wires.ts";
import { isAcceptedGap, isConfigured, type Plan, type PlannedCheck } from "./plan.ts";

/**
 * What will become of a check, as far as the configuration alone can tell. `gap` and `blind` will be unknown
 * for want of an access, the former with the operator's consent; `missing` are the facts that nothing reads.
 * A check that runs can do without its missing facts, or say itself that it cannot.
 */
export type Forecast =
  | { readonly does: "run"; readonly missing: readonly AnyCollector[] }
  | { readonly does: "skip"; readonly because: string }
  | {
      readonly does: "gap" | "blind";
      readonly missing: readonly [AnyCollector, ...AnyCollector[]];
    };

type State = "readable" | "unreadable" | { readonly absent: string };

/** The forecast of every planned check, in the plan's order; it agrees with what an audit says afterwards. */
export function forecast(
  { checks, facts }: Plan,
  environment: Environment,
): readonly (PlannedCheck & { readonly forecast: Forecast })[] {
  const vias = new Map(facts.map(({ collector, via }) => [collector.id, via]));
  const stateOf = (collector: AnyCollector): State => {
    const via = vias.get(collector.id);
    const absent = absentAnyway(collector, via, environment);
    if (absent !== undefined) return { absent };
    return [collector, ...behind(collector)].every((each) => vias.get(each.id) !== undefined)
      ? "readable"
      : "unreadable";
  };
  return checks.map((planned) => ({
    ...planned,
    forecast: foretell(planned, stateOf, environment),
  }));
}

function foretell(
  { check, because }: PlannedCheck,
  stateOf: (collector: AnyCollector) => State,
  environment: Environment,
): Forecast {
  if (because !== undefined) return { does: "skip", because };
  const missing = everyFactOf(check).filter((fact) => stateOf(fact) === "unreadable");
  const [first, ...rest] = missing;
  if (first !== undefined && missing.some((fact) => isNeeded(check, fact))) {
    const accepted = missing.every((fact) => isAcceptedGap(environment, fact));
    return { does: accepted ? "gap" : "blind", missing: [first, ...rest] };
  }
  for (const need of Object.values(check.needs)) {
    const state = stateOf(need);
    if (typeof state === "object") return { does: "skip", because: state.absent };
  }
  return { does: "run", missing };
}

const isNeeded = ({ needs }: Check, fact: AnyCollector): boolean =>
  Object.values(needs).includes(fact);

/** What has to be known before the fact is read. */
function behind(collector: AnyCollector): readonly AnyCollector[] {
  if (collector.anyVersion === true) return [];
  return collector.module === undefined ? [odooVersion] : [odooVersion, odooModules];
}

/**
 * Why there is nothing to read, whatever the environment is like: an active proof that nobody turned on.
 * Only what is read at any version can tell without looking.
 */
function absentAnyway(
  { anyVersion, sources }: AnyCollector,
  via: Via | undefined,
  environment: Environment,
): string | undefined {
  if (anyVersion !== true) return undefined;
  const source: Source<unknown> | undefined =
    via === undefined ? (sources.egress ?? sources.canary) : sources[via];
  const read = source?.read({ version: { major: 0, serie: "" }, environment });
  return typeof read === "object" &&
    read !== null &&
    "absent" in read &&
    typeof read.absent === "string"
    ? read.absent
    : undefined;
}

const sectionsOf: Readonly<Record<Via, readonly ("odoo" | "ssh" | "sql")[]>> = {
  rpc: ["odoo"],
  http: ["odoo"],
  canary: ["odoo"],
  sql: ["ssh", "sql"],
  host: ["ssh"],
  egress: ["ssh"],
  records: [],
};

/** The sections of the configuration that would let the fact be read: `odoo, or ssh and sql`. */
export function wayTo({ sources }: AnyCollector, environment: Environment): string {
  const vias = (Object.keys(sources) as Via[]).filter((via) => !isConfigured(environment, via));
  const ways = vias.map((via) =>
    sectionsOf[via].filter((section) => environment[section] === undefined).join(" and "),
  );
  return [...new Set(ways)].join(", or ");
}
