import type { Exception, Waived } from "./exception.ts";
import type { ControlId, Finding, Severity, Tier, UnknownReason, Verdict } from "./outcome.ts";
import type { AccessMatrix, JudgedIdentity } from "./access.ts";
import type { Environment } from "./environment.ts";

export const triggers = ["schedule", "manual", "api", "release", "refresh"] as const;
export type Trigger = (typeof triggers)[number];

/**
 * A fact as it is stored and judged. `absent` says that the thing cannot be there (its Odoo module is
 * not installed, the version has no such feature): the checks that need it are not applicable.
 */
export type Fact<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "unknown"; readonly reason: UnknownReason; readonly detail: string }
  | { readonly state: "absent"; readonly because: string };

/** A fact with where it came from: `rpc`, `sql`, `host`, `http` or `records`. */
export type StoredFact = Fact<unknown> & { readonly source: string };

/** What is declared of an environment, as far as others are judged by it. Older audits stored less. */
export type FleetMember = {
  readonly name: string;
  readonly tier: Tier;
  /** Names and addresses of the machines that serve it, small letters. */
  readonly hosts?: readonly string[];
  readonly databases?: readonly string[];
  /** Path of its `odoo.conf` on its host, or in its container. */
  readonly odooConf?: string;
  /** The same for two environments whose `odoo.conf` is one file. */
  readonly odooConfFile?: string;
  /** Mail catchers that it may send to, as `host:port` or `host`. */
  readonly catchers?: readonly string[];
};

/** What judging may know beside the facts. Stored with the audit, so that it can be judged again. */
export type JudgeContext = {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly environment: Pick<Environment, "name" | "tier" | "derivedFrom" | "lifecycle" | "policy">;
  /** The series by whose rules a version that was not known was judged; absent where it is its own. */
  readonly judgedAs?: string;
  readonly identities: readonly JudgedIdentity[];
  /** Which persona may have what; left out by audits stored before there was an access matrix. */
  readonly accessMatrix?: AccessMatrix;
  /** Odoo logins of the auditor itself in this environment. */
  readonly auditorLogins: readonly string[];
  /** Accounts of the auditor itself on its host. Older audits stored none. */
  readonly auditorSshUsers?: readonly string[];
  /** Fingerprint of the key that it logs in with there. Older audits stored none. */
  readonly auditorSshKeys?: readonly string[];
  /** How the auditor gets in. Older audits stored nothing of it. */
  readonly auditor?: {
    /** Into Odoo by an API key, which may expire. */
    readonly usesApiKey: boolean;
    /** What touches secrets is read by SQL. */
    readonly prefersSql: boolean;
  };
  /** Every declared environment, for comparisons between them. */
  readonly fleet: readonly FleetMember[];
  readonly registryDigest: string;
};

export type CheckResult = {
  readonly check: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly owner: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Unknown because of an access that the operator declared missing: no exit code, no page. */
  readonly acceptedGap: boolean;
  /** What exceptions cover of a failure; absent where they cover nothing. */
  readonly waived?: Waived;
};

export type TransportError = {
  readonly transport: string;
  readonly reason: UnknownReason;
  readonly detail: string;
};

export type AuditRecord = {
  readonly id: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly trigger: Trigger;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Every planned check was judged, or is unknown for an accepted gap. */
  readonly complete: boolean;
  readonly odooVersion: string | undefined;
  readonly context: JudgeContext;
  readonly facts: Readonly<Record<string, StoredFact>>;
  readonly results: readonly CheckResult[];
  readonly transportErrors: readonly TransportError[];
  /** Those that cover anything of the results; absent where none does. */
  readonly exceptions?: readonly Exception[];
};

/** How a check stands against the previous audit that judged it. */
export const changes = ["new", "fixed", "unchanged", "worse", "better", "incomparable"] as const;
export type Change = (typeof changes)[number];

export type FindingRow = Finding & {
  readonly uid: string;
  readonly environment: string;
  readonly check: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly state: "open" | "fixed";
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly fixedAt: string | undefined;
};

/** What recording an audit made of it: one entry per check, and per finding. */
export type AuditDiff = {
  readonly checks: Readonly<Record<string, Change>>;
  readonly findings: {
    readonly new: readonly string[];
    readonly worse: readonly string[];
    readonly unchanged: readonly string[];
    readonly fixed: readonly string[];
  };
};
