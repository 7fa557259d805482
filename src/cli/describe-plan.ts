import { forecast, wayTo, type Forecast } from "../audit/forecast.ts";
import { planAudit, type Plan } from "../audit/plan.ts";
import type { AnyCollector } from "../facts/collector.ts";
import type { Environment, OdooAccess } from "../model/environment.ts";
import { everyFactOf, type Check } from "../probes/check.ts";

export type Does = Forecast["does"];
type Line = {
  readonly check: string;
  readonly does: Does;
  /** The same as `does` is `run`. */
  readonly runs: boolean;
  readonly how: string;
  /** Facts that no configured access reads. */
  readonly missing: readonly string[];
};
/** What an audit of one environment would do; the shape of `plan --json`. */
export type Described = {
  readonly environment: string;
  readonly tier: string;
  /** By the rules of which series an unknown version would be judged, when the operator says so. */
  readonly judgeAs: string | null;
  readonly credentials: Readonly<Record<string, string>>;
  readonly checks: readonly Line[];
  readonly counts: Readonly<Record<Does, number>>;
};

/** The plan of every check in words, without connecting anywhere. */
export function describePlan(environment: Environment, checks: readonly Check[]): Described {
  const plan = planAudit(environment, checks);
  const lines = forecast(plan, environment).map(({ check, forecast: what }) => ({
    check: check.id,
    does: what.does,
    runs: what.does === "run",
    how: howOf(check, what, plan, environment),
    missing: "missing" in what ? what.missing.map(({ id }) => id) : [],
  }));
  return {
    environment: environment.name,
    tier: environment.tier,
    judgeAs: environment.judgeAs ?? null,
    credentials: credentialsOf(environment),
    checks: lines,
    counts: countOf(lines),
  };
}

function howOf(check: Check, what: Forecast, plan: Plan, environment: Environment): string {
  switch (what.does) {
    case "run": {
      const without = what.missing.length === 0 ? "" : `; ${lacks(what.missing, environment)}`;
      return `${sourcesOf(plan, check)}${without}`;
    }
    case "skip":
      return what.because;
    case "gap":
      return `an accepted gap: ${lacks(what.missing, environment)}`;
    case "blind":
      return lacks(what.missing, environment);
  }
}

/** Facts named of those that want the same access; `--json` has all of them. */
const mostNamed = 3;

/** `needs odoo, or ssh and sql, to read odoo.users, odoo.companies`: what wants the same access together. */
function lacks(missing: readonly AnyCollector[], environment: Environment): string {
  const byWay = Map.groupBy(missing, (fact) => wayTo(fact, environment));
  return [...byWay]
    .map(([way, facts]) => `needs ${way}${way.includes(",") ? "," : ""} to read ${named(facts)}`)
    .join("; ");
}

function named(facts: readonly AnyCollector[]): string {
  const ids = facts.slice(0, mostNamed).map(({ id }) => id);
  const more = facts.length - ids.length;
  return more > 0 ? `${ids.join(", ")} and ${more} more` : ids.join(", ");
}

function sourcesOf({ facts }: Plan, check: Check): string {
  const vias = new Map(facts.map(({ collector, via }) => [collector.id, via]));
  const parts = everyFactOf(check).flatMap(({ id }) => {
    const via = vias.get(id);
    return via === undefined ? [] : [`${id} by ${via}`];
  });
  return parts.length === 0 ? "from the configuration alone" : parts.join(", ");
}

/** How many lines there are of each kind. */
export function countOf(lines: readonly { readonly does: Does }[]): Readonly<Record<Does, number>> {
  const counts = { run: 0, skip: 0, gap: 0, blind: 0 };
  for (const { does } of lines) counts[does]++;
  return counts;
}

function credentialsOf({ odoo, ssh, sql }: Environment): Readonly<Record<string, string>> {
  return {
    ...(odoo && {
      rpc: `${odoo.login} at ${odoo.url}, database ${odoo.database}, ${apiName(odoo)}`,
    }),
    ...(ssh && { host: `${ssh.user} at ${ssh.host}:${ssh.port}` }),
    ...(sql && { sql: `role ${sql.user ?? ssh?.user ?? ""}, database ${sql.database}` }),
  };
}

function apiName({ api, secretIsApiKey }: OdooAccess): string {
  switch (api) {
    case "xmlrpc":
      return "over XML-RPC";
    case "json2":
      return "over JSON-2";
    case "auto":
      return secretIsApiKey ? "over JSON-2 from 19 on, else XML-RPC" : "over XML-RPC";
  }
}
