import type { FingerprintMode } from "./fingerprint.ts";
import type { Secret } from "./secret.ts";
import type { Tier } from "./outcome.ts";
import type { KnownSerie } from "./versions.ts";

/** Ways in, as the operator names them. `api` is Odoo's own API, `sql` is psql over SSH. */
export const accessPaths = ["api", "ssh", "sql", "http"] as const;
export type AccessPath = (typeof accessPaths)[number];

/** Which of Odoo's APIs: `auto` takes JSON-2 where the server has it and an API key is there, else XML-RPC. */
export const odooApis = ["auto", "xmlrpc", "json2"] as const;
export type OdooApi = (typeof odooApis)[number];

export type OdooAccess = {
  /** Base URL, e.g. `https://staging.example.com`; no trailing slash. */
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly api: OdooApi;
  /** Password or API key: XML-RPC takes either in the same place, JSON-2 an API key alone. */
  readonly secret: Secret;
  /** Whether the operator says that `secret` is an API key. */
  readonly secretIsApiKey: boolean;
  /** PEM text of a private certificate authority. */
  readonly ca: string | undefined;
};

export type SshEndpoint = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: Secret;
  /** `ssh-ed25519 AAAA…`: the only key that the host may show. */
  readonly hostKey: string;
};

export type SshAccess = SshEndpoint & {
  readonly jump: SshEndpoint | undefined;
  /** Words put before each command, e.g. `["docker", "exec", "-i", "odoo"]`. */
  readonly wrapper: readonly string[];
  /** Put `sudo -n` before commands that read what the account may not. */
  readonly sudo: boolean;
  /** Path of `odoo.conf` on the host (inside the wrapper). */
  readonly odooConf: string;
};

export type SqlAccess = {
  readonly database: string;
  readonly user: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
};

/** Dates are UTC days, `YYYY-MM-DD`. */
export type Lifecycle =
  | { readonly kind: "undeclared" }
  | { readonly kind: "expires"; readonly on: string }
  | {
      readonly kind: "keep";
      readonly reason: string;
      readonly approver: string;
      readonly review: string;
    };

/** What holds where neither the environment nor the defaults say anything. */
export const lifecycleDefaults = {
  // A week: somebody can still answer before the day comes, holidays aside.
  warnDays: 7,
  // Two months without anybody are longer than a holiday, a sprint or a release cycle.
  abandonedDays: 60,
} as const;

/** What holds where a masking policy says nothing. */
export const maskingDefaults = {
  // One row in a thousand that was forgotten is found by looking at three thousand.
  confidence: 0.95,
  leakRate: 0.001,
} as const;

export type Policy = {
  readonly mail: {
    /** `host:port` or `host` of mail catchers that an environment may send to. */
    readonly allowedServers: readonly string[];
    /** Consent to connect from the host to these relays, one attempt per audit; `host` or `host:port`. */
    readonly egressTest?: { readonly relays: readonly string[] } | undefined;
    /** Consent to send one message per audit through Odoo into this mail catcher. */
    readonly canary?: MailCanary | undefined;
  };
  readonly integrations: {
    /** XML ids (`base.autovacuum_job`) or exact names of scheduled actions that may stay active. */
    readonly allowedScheduledActions: readonly string[];
    /** Consent to connect from the host to these live endpoints, one attempt per audit; `host` or `host:port`. */
    readonly egressTest?: { readonly endpoints: readonly string[] } | undefined;
  };
  readonly access: {
    /** Consent to try well-known default credentials, one attempt each per audit. */
    readonly tryDefaultCredentials: boolean;
  };
  readonly lifecycle: {
    readonly maxAgeDays: number | undefined;
    /** Days before an expiry or a review; left out by audits stored before there was such a rule. */
    readonly warnDays?: number;
    /** Days without a login after which nobody seems to use it. */
    readonly abandonedDays?: number;
    /** Databases on the host that no environment declares, and that may be there. */
    readonly allowedDatabases?: readonly string[];
    /** Paths of `odoo.conf` of Odoo services on the host that no environment declares, and that may run. */
    readonly allowedServices?: readonly string[];
  };
  readonly masking: Masking | undefined;
};

/** Mail catchers whose API is known. */
export const catcherApis = ["mailpit", "mailhog"] as const;
export type CatcherApi = (typeof catcherApis)[number];

export type MailCanary = {
  /** Base address of the catcher's API, as the auditor reaches it. */
  readonly catcher: string;
  readonly api: CatcherApi;
  /** How long a message may take to arrive, in milliseconds. */
  readonly withinMs: number;
};

export type Masking = {
  /** Domains beside the reserved ones (RFC 2606, 6761) that masked addresses may use. */
  readonly safeEmailDomains: readonly string[];
  /** Prefixes in E.164 (`+1202555`) beside the reserved ranges that masked numbers may use. */
  readonly safePhonePrefixes: readonly string[];
  /** `model.column` or `model.*`, beside what the registry says; left out by older audits, as those below. */
  readonly masked?: readonly string[];
  readonly safe?: readonly string[];
  /** With which the upper bound of the leak rate must hold, below 1. */
  readonly confidence?: number;
  /** Share of unmasked rows that must not go unseen. */
  readonly leakRate?: number;
};

export type Environment = {
  readonly name: string;
  readonly tier: Tier;
  /** Who answers for it: an identity or a team, shown and exported as a label. */
  readonly owner: string;
  readonly odoo: OdooAccess | undefined;
  readonly ssh: SshAccess | undefined;
  readonly sql: SqlAccess | undefined;
  /** The series by which to judge a version that envaudit does not know; one that it knows is judged as itself. */
  readonly judgeAs: KnownSerie | undefined;
  /** Which source a fact comes from when it has both. */
  readonly prefer: "api" | "sql";
  readonly derivedFrom: string | undefined;
  /** When the daemon takes its fingerprint, in the time zone of its schedule; never when left out. */
  readonly fingerprint?: { readonly cron: string; readonly mode: FingerprintMode };
  readonly lifecycle: Lifecycle;
  readonly policy: Policy;
  readonly schedule: { readonly cron: string; readonly timezone: string };
  readonly acceptedGaps: readonly AccessPath[];
  /** Whole audit, in milliseconds. */
  readonly deadlineMs: number;
};

/** A person, service account or agent, and the Odoo logins that belong to it. */
export type Identity = {
  readonly id: string;
  readonly persona: string;
  readonly odooLogins: readonly string[];
};
