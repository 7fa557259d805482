import { collect } from "../audit/collect.ts";
import type { CollectParts } from "../audit/read-wave.ts";
import { planAudit } from "../audit/plan.ts";
import { unprovenScope } from "../audit/scope.ts";
import { recordsFingerprints } from "../facts/records-fingerprints.ts";
import type { Environment } from "../model/environment.ts";
import { TargetError } from "../model/errors.ts";
import type { StoredFact } from "../model/record.ts";
import { plural } from "../model/text.ts";
import type { Check } from "../probes/check.ts";
import type { Access, Causes, Found } from "./doctor-causes.ts";

const accessOf: Readonly<Record<string, Access>> = {
  rpc: "api",
  http: "api",
  canary: "api",
  host: "ssh",
  egress: "ssh",
  sql: "sql",
};

type Failed = Extract<StoredFact, { readonly state: "unknown" }>;

/**
 * Reads every fact of an audit without judging or recording anything. What an earlier step has told already
 * is counted, and not told again. Throws `TargetError` for the first fact that fails for a reason of its own.
 */
export async function readFacts(
  environment: Environment,
  checks: readonly Check[],
  parts: Omit<CollectParts, "environment">,
  causes: Causes,
): Promise<Found> {
  // Doctor has no store: without one nothing can be compared with a fingerprint, whatever the access.
  const planned = planAudit(environment, checks).facts.filter(
    ({ collector }) => collector.after?.includes(recordsFingerprints) !== true,
  );
  const facts = await collect(planned, { environment, ...parts });
  const overApi = planned.some(
    ({ via, collector }) => via === "rpc" && collector.anyVersion !== true,
  );
  if (overApi && !causes.has("api")) {
    const scope = unprovenScope(facts, environment.odoo?.login ?? "");
    if (scope?.state === "unknown") throw new TargetError(scope.reason, scope.detail);
  }
  const unread = Object.entries(facts).flatMap(([id, fact]) =>
    fact.state === "unknown" ? [[id, fact] as const] : [],
  );
  const failed = unread.filter(([, fact]) => fact.reason !== "transport_not_configured");
  const unconfigured = unread.length - failed.length;
  const told = toldBefore(
    failed.map(([, fact]) => fact),
    causes,
  );
  const [first, ...more] = failed.filter(([, fact]) => !told.has(fact));
  if (first !== undefined) {
    const [id, { reason, detail }] = first;
    const others = more.length > 0 ? ` (and ${more.length} more)` : "";
    throw new TargetError(reason, `${id}: ${detail}${others}`);
  }
  const detail = [
    `${plural(planned.length - unread.length, "fact")} read`,
    ...(told.size > 0 ? [`${told.size} not`] : []),
    ...(unconfigured > 0 ? [`${unconfigured} behind accesses that are not configured`] : []),
  ].join(", ");
  const because = [...new Set([...causes.values()].map(({ step }) => step))].join(" and ");
  return told.size > 0 ? { detail, because } : { detail };
}

/** The facts that failed with an access, and those that failed for the same cause behind another one. */
function toldBefore(failed: readonly Failed[], causes: Causes): ReadonlySet<Failed> {
  const byAccess = failed.filter(({ source, reason }) => {
    const access = accessOf[source];
    return access !== undefined && causes.get(access)?.reason === reason;
  });
  const said = new Set(byAccess.map(({ reason, detail }) => `${reason}: ${detail}`));
  return new Set(
    failed.filter((f) => byAccess.includes(f) || said.has(`${f.reason}: ${f.detail}`)),
  );
}
