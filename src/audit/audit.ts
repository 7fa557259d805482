import type { AccessMatrix } from "../model/access.ts";
import type { Clock } from "../model/clock.ts";
import type { UnknownReason } from "../model/outcome.ts";
import type { Environment, Identity } from "../model/environment.ts";
import { isKnown, type OdooVersion } from "../model/versions.ts";
import type {
  AuditRecord,
  JudgeContext,
  StoredFact,
  TransportError,
  Trigger,
} from "../model/record.ts";
import { readFrom } from "../facts/collector.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import { ownFingerprints } from "../transports/ssh/keys.ts";
import type { Wires } from "../transports/wires.ts";
import { collect } from "./collect.ts";
import { judge } from "./judge.ts";
import type { Plan } from "./plan.ts";
import type { Digester } from "./rows.ts";

export type AuditParts = {
  readonly plan: Plan;
  readonly wires: Wires;
  readonly digester: Digester;
  readonly clock: Clock;
  /** Makes the audit's id. */
  readonly newId: () => string;
  readonly signal: AbortSignal;
  readonly trigger: Trigger;
  readonly fleet: JudgeContext["fleet"];
  readonly identities: readonly Identity[];
  readonly accessMatrix: AccessMatrix;
  readonly registryDigest: string;
};

/**
 * One pass over one environment: collect what the plan names, judge it, and say both. Does not throw for
 * the target's sake; throws when the signal was aborted by the operator rather than by the deadline.
 */
export async function audit(environment: Environment, parts: AuditParts): Promise<AuditRecord> {
  const { plan, clock } = parts;
  const startedAt = clock.now().toISOString();
  const facts = await collect(plan.facts, { environment, ...parts });
  const finishedAt = clock.now().toISOString();
  const read = readFrom(facts)(odooVersion);
  const version = read.state === "known" ? read.value : undefined;
  const context = contextOf(environment, parts, finishedAt, version);
  const results = judge(plan.checks, facts, context, environment);
  return {
    id: parts.newId(),
    environment: environment.name,
    tier: environment.tier,
    trigger: parts.trigger,
    startedAt,
    finishedAt,
    complete: results.every((r) => r.verdict.outcome !== "unknown" || r.acceptedGap),
    odooVersion: version?.serie,
    context,
    facts,
    results,
    transportErrors: transportErrorsOf(facts),
  };
}

function contextOf(
  environment: Environment,
  parts: AuditParts,
  now: string,
  version: OdooVersion | undefined,
): JudgeContext {
  const { name, tier, derivedFrom, lifecycle, policy, judgeAs } = environment;
  const isForeign = version !== undefined && !isKnown(version);
  return {
    now,
    environment: { name, tier, derivedFrom, lifecycle, policy },
    ...(isForeign && judgeAs !== undefined && { judgedAs: judgeAs }),
    identities: parts.identities.map(({ odooLogins, apiKeys, ...identity }) => ({
      ...identity,
      odooLoginDigests: odooLogins.map(parts.digester.ofValue),
      apiKeyDigests: apiKeys.map(parts.digester.ofValue),
    })),
    accessMatrix: parts.accessMatrix,
    auditorLogins: environment.odoo === undefined ? [] : [environment.odoo.login],
    auditorSshUsers: environment.ssh === undefined ? [] : [environment.ssh.user],
    auditorSshKeys: environment.ssh === undefined ? [] : ownFingerprints(environment.ssh),
    auditor: {
      usesApiKey: environment.odoo?.secretIsApiKey === true,
      prefersSql: environment.prefer === "sql" && environment.sql !== undefined,
    },
    fleet: parts.fleet,
    registryDigest: parts.registryDigest,
  };
}

// These are about one fact behind a transport that works.
const aboutOneFact: ReadonlySet<UnknownReason> = new Set([
  "transport_not_configured",
  "fact_missing",
  "access_denied",
  "unsupported_version",
  "internal_error",
]);

/** One error per transport and reason: ten facts behind a dead host are one problem. */
function transportErrorsOf(facts: Readonly<Record<string, StoredFact>>): readonly TransportError[] {
  const errors = new Map<string, TransportError>();
  for (const fact of Object.values(facts)) {
    if (fact.state !== "unknown" || aboutOneFact.has(fact.reason)) continue;
    const key = `${fact.source} ${fact.reason}`;
    errors.set(key, { transport: fact.source, reason: fact.reason, detail: fact.detail });
  }
  return [...errors.values()];
}
