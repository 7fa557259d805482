import type { Environment, Identity, OdooAccess, Policy, SshAccess } from "../model/environment.ts";
import { Secret } from "../model/secret.ts";
import type { SimulatedEnvironment } from "./environment.ts";
import { operatorAccount, operatorFingerprint } from "./odoo/seed/host.ts";
import { administratorLogins, employeeLogin } from "./odoo/seed/people.ts";

/** What an operator would have declared of a simulated environment, but its name and the ways into it. */
export type Declaration = Omit<Environment, "name" | "odoo" | "ssh">;

export const policy: Policy = {
  // The host's own agent may be handed mail as well: mail.host-mta looks at what it does with it.
  mail: { allowedServers: ["127.0.0.1:1025", "localhost:587"] },
  integrations: { allowedScheduledActions: ["base.autovacuum_job"] },
  access: { tryDefaultCredentials: true },
  lifecycle: { maxAgeDays: 30 },
  masking: { safeEmailDomains: [], safePhonePrefixes: [] },
};

/** A staging copy of `production` with three weeks to live. */
export function declaredCopy(now: Date): Declaration {
  return {
    tier: "staging",
    owner: "erp-team",
    sql: undefined,
    judgeAs: undefined,
    prefer: "api",
    derivedFrom: "production",
    lifecycle: { kind: "expires", on: day(now, 24) },
    policy,
    schedule: { cron: "*/5 * * * *", timezone: "UTC" },
    // A simulated host has no PostgreSQL.
    acceptedGaps: ["sql"],
    deadlineMs: 30_000,
  };
}

/** The original: kept for a reason, and judged as production. */
export function declaredProduction(now: Date): Declaration {
  return {
    ...declaredCopy(now),
    tier: "production",
    derivedFrom: undefined,
    lifecycle: {
      kind: "keep",
      reason: "the company runs on it",
      approver: "erp-operator",
      review: day(now, 180),
    },
    // Consent is for copies: nobody tries passwords on production.
    policy: { ...policy, access: { tryDefaultCredentials: false }, masking: undefined },
  };
}

export function odooAccess(odoo: Omit<SimulatedEnvironment["odoo"], "apiKey">): OdooAccess {
  const { url, database, login, password } = odoo;
  const secret = new Secret(password);
  return { url, database, login, api: "auto", secret, secretIsApiKey: false, ca: undefined };
}

export function sshAccess(ssh: SimulatedEnvironment["ssh"]): SshAccess {
  const { privateKey, ...rest } = ssh;
  return {
    ...rest,
    privateKey: new Secret(privateKey),
    jump: undefined,
    wrapper: [],
    sudo: false,
  };
}

export const identities: readonly Identity[] = [
  {
    id: "erp-operator",
    kind: "person",
    personas: ["sre"],
    odooLogins: administratorLogins,
    sshUsers: [operatorAccount],
    sshKeys: [operatorFingerprint],
    apiKeys: [],
  },
  {
    id: "sales",
    kind: "service",
    personas: ["qa_tester"],
    odooLogins: [employeeLogin],
    sshUsers: [],
    sshKeys: [],
    apiKeys: [],
  },
];

/** The UTC day so many days after `now`, `YYYY-MM-DD`. */
export function day(now: Date, days: number): string {
  return new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
