import { randomBytes } from "node:crypto";
import { audit } from "../../src/audit/audit.ts";
import { fleetOf } from "../../src/audit/fleet.ts";
import { createDigester } from "../../src/audit/digester.ts";
import { planAudit, type Filter } from "../../src/audit/plan.ts";
import type { Environment, OdooAccess, Policy } from "../../src/model/environment.ts";
import { comparedFacts } from "../../src/model/identity.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import type { AuditRecord, CheckResult, JudgeContext } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Check } from "../../src/probes/check.ts";
import { handWrittenChecks } from "../../src/probes/list.ts";
import { accessMatrixOf } from "../../src/registry/access.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { identityOf } from "../../src/record/identity.ts";
import { identities } from "../../src/simulator/declarations.ts";
import type { SimulatedEnvironment } from "../../src/simulator/environment.ts";
import { openWires } from "../../src/transports/open.ts";
import { closeWires, type IdentityRecord } from "../../src/transports/wires.ts";

/** The time of every audit of the tests: the day that seeds are dated by. */
export const clock = { now: () => new Date("2026-11-24T06:00:00Z") };
export const digester = createDigester(new Secret("key of the tests"));

export const policy: Policy = {
  // The host's own agent may be handed mail as well: mail.host-mta looks at what it does with it.
  mail: { allowedServers: ["127.0.0.1:1025", "localhost:587"] },
  integrations: { allowedScheduledActions: ["base.autovacuum_job"] },
  access: { tryDefaultCredentials: true },
  lifecycle: { maxAgeDays: 30 },
  masking: { safeEmailDomains: [], safePhonePrefixes: [] },
};

/** Without the one that asks PostgreSQL, which a simulated host has not. */
export const checks = handWrittenChecks.filter(
  ({ id }) => id !== "integrations.neutralisation-drift",
);

/** A staging copy as an operator would declare it, without any access. */
export function declared(change: Partial<Environment> = {}): Environment {
  return {
    name: "staging",
    tier: "staging",
    owner: "erp-team",
    odoo: undefined,
    ssh: undefined,
    sql: undefined,
    judgeAs: undefined,
    prefer: "api",
    derivedFrom: "production",
    lifecycle: { kind: "expires", on: "2026-12-18" },
    policy,
    schedule: { cron: "0 * * * *", timezone: "UTC" },
    // The simulated hosts have no PostgreSQL.
    acceptedGaps: ["sql"],
    deadlineMs: 15_000,
    ...change,
  };
}

/** The API of a simulated one, by its password, or by its API key. */
export function odooOf(
  sim: SimulatedEnvironment,
  by: "password" | "apiKey" = "password",
): OdooAccess {
  const { url, database, login } = sim.odoo;
  const secret = new Secret(sim.odoo[by]);
  const secretIsApiKey = by === "apiKey";
  return { url, database, login, api: "auto", secret, secretIsApiKey, ca: undefined };
}

/** The same, with the ways into a simulated one. */
export function declare(sim: SimulatedEnvironment, change: Partial<Environment> = {}): Environment {
  const { privateKey, ...ssh } = sim.ssh;
  return declared({
    name: sim.name,
    odoo: odooOf(sim),
    ssh: {
      ...ssh,
      privateKey: new Secret(privateKey),
      jump: undefined,
      wrapper: [],
      sudo: false,
    },
    ...change,
  });
}

/** The same, with consent to the active proofs: a message into its catcher, connections to the company's relay. */
export function proving(sim: SimulatedEnvironment, change: Partial<Environment> = {}): Environment {
  const canary = { catcher: sim.catcher.url, api: sim.spec().catcher.api, withinMs: 200 };
  const egressTest = { relays: ["smtp.harbour-goods.com"] };
  const integrations = { ...policy.integrations, egressTest: { endpoints: ["api.stripe.com"] } };
  const own = { ...policy, mail: { ...policy.mail, canary, egressTest }, integrations };
  return declare(sim, { policy: own, ...change });
}

export type Parts = {
  /** What the store knows of who is who. */
  readonly known?: readonly IdentityRecord[];
  readonly fleet?: JudgeContext["fleet"];
  readonly filter?: Filter;
  readonly checks?: readonly Check[];
  readonly signal?: AbortSignal;
};

/** A production that was audited, and that has nothing in common with anybody. */
const production: IdentityRecord = {
  environment: "production",
  uuidDigest: "uuid of production",
  secretDigest: "secret of production",
  databaseOid: undefined,
  since: "2026-01-01T00:00:00.000Z",
  at: "2026-11-24T00:00:00.000Z",
  digests: Object.fromEntries(comparedFacts.map((fact) => [fact, []])),
};

export const fleet: JudgeContext["fleet"] = [
  { name: "production", tier: "production" },
  { name: "staging", tier: "staging" },
];
export { identities };
export const accessMatrix = accessMatrixOf(loadRegistry(registryDirectory()));

/** One audit over real wires, with the environment's own deadline. */
export async function auditOf(environment: Environment, parts: Parts = {}): Promise<AuditRecord> {
  const records = {
    identities: () => Promise.resolve(parts.known ?? [production]),
    exceptions: () => Promise.resolve({ warnDays: 7, unusedDays: 14, uses: [] }),
  };
  const wires = openWires(environment, records, randomBytes);
  const deadline = AbortSignal.timeout(environment.deadlineMs);
  try {
    return await audit(environment, {
      plan: planAudit(environment, parts.checks ?? checks, parts.filter),
      wires,
      digester,
      clock,
      newId: () => "audit",
      signal: parts.signal === undefined ? deadline : AbortSignal.any([parts.signal, deadline]),
      trigger: "manual",
      fleet: parts.fleet ?? [
        ...fleet.filter(({ name }) => name !== environment.name),
        ...fleetOf([environment]),
      ],
      identities,
      accessMatrix,
      registryDigest: "digest of the registry",
    });
  } finally {
    closeWires(wires);
  }
}

/** What the store would know after the audit. */
export function identityFrom(record: AuditRecord): IdentityRecord {
  const seen = identityOf(record);
  if (seen === undefined) throw new Error("the identity was not read");
  return { ...seen, since: record.finishedAt };
}

export function resultOf(record: AuditRecord, check: string): CheckResult {
  const result = record.results.find((one) => one.check === check);
  if (result === undefined) throw new Error(`${check} was not judged`);
  return result;
}
export const verdictOf = (record: AuditRecord, check: string): Verdict =>
  resultOf(record, check).verdict;

/** `check subject` of every finding, sorted. */
export function findingsOf(record: AuditRecord): readonly string[] {
  return record.results
    .flatMap(({ check, verdict }) =>
      verdict.outcome === "fail" ? verdict.findings.map((f) => `${check} ${f.subject}`) : [],
    )
    .toSorted();
}

/** `check reason` of every unknown that no accepted gap explains, sorted. */
export function unknownsOf(record: AuditRecord): readonly string[] {
  return record.results
    .flatMap(({ check, verdict, acceptedGap }) =>
      verdict.outcome === "unknown" && !acceptedGap ? [`${check} ${verdict.reason}`] : [],
    )
    .toSorted();
}

const isOfOtherTiers = (verdict: Verdict): boolean =>
  verdict.outcome === "not_applicable" && verdict.because.startsWith("it applies to ");

/** Ids of the checks with an outcome, sorted; those of other tiers are left out. */
export function checksWith(record: AuditRecord, outcome: Verdict["outcome"]): readonly string[] {
  return record.results
    .filter(({ verdict }) => verdict.outcome === outcome && !isOfOtherTiers(verdict))
    .map(({ check }) => check)
    .toSorted();
}

/** The checks that are not about every version, and the majors that they are about. */
const versions: Readonly<Record<string, (major: number) => boolean>> = {
  "integrations.neutralized-flag": (major) => major >= 16,
  "production.neutralized": (major) => major >= 16,
  "access.readable-secrets": (major) => major <= 14,
  "mail.archived-servers": (major) => major <= 15,
  "mail.scheduled-messages": (major) => major >= 16,
};
/** The checks that pass on a version for want of anything to judge. */
const since: Readonly<Record<string, number>> = { "access.api-key-expiry": 18 };
export const isAbout = (check: string, major: number): boolean =>
  major >= (since[check] ?? 0) && (versions[check]?.(major) ?? true);

const isOfCopies = (check: string): boolean => !check.startsWith("production.");

/** Checks that say nothing of a safe copy of a version: not about it, or no mail goes where they look. */
export const idleOn = (major: number, ...more: readonly string[]): readonly string[] =>
  [
    ...Object.keys(versions).filter((check) => !isAbout(check, major) && isOfCopies(check)),
    "access.auditor-credential-expiry",
    "access.proxy-mode",
    "governance.exceptions",
    "integrations.egress",
    "mail.canary",
    "mail.egress",
    "mail.host-mta",
    ...more,
  ].toSorted();
