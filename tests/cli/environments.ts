import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { generatePrivateKey } from "../../src/evidence/keys.ts";
import { systemClock } from "../../src/model/clock.ts";
import type { AccessPath } from "../../src/model/environment.ts";
import type { Tier } from "../../src/model/outcome.ts";
import type { BreakId } from "../../src/simulator/breaks.ts";
import { breakEnvironment } from "../../src/simulator/breaks.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { operatorAccount, operatorFingerprint } from "../../src/simulator/odoo/seed/host.ts";
import { administratorLogins, employeeLogin } from "../../src/simulator/odoo/seed/people.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";

/** A simulated environment that is safe but for the named breaks, for the time of one test. */
export async function simulated(
  name: string,
  ...broken: readonly BreakId[]
): Promise<SimulatedEnvironment> {
  let spec = seed(17, "staging", { name, now: systemClock.now() });
  for (const id of broken) spec = breakEnvironment(spec, id);
  const environment = await startSimulatedEnvironment(spec, systemClock);
  onTestFinished(() => environment.close());
  return environment;
}

/** One environment of a configuration file. */
export type Declared = {
  readonly odoo?: {
    readonly url: string;
    readonly database: string;
    readonly login: string;
    readonly password: string;
  };
  readonly ssh?: SimulatedEnvironment["ssh"];
  /** Staging where it is left out. */
  readonly tier?: Tier;
  readonly derivedFrom?: string;
  readonly gaps?: readonly AccessPath[];
  readonly deadline?: string;
};

export type ConfigOptions = {
  /** Of the file; `envaudit.yaml` where it is left out. */
  readonly name?: string;
  readonly store?: string;
  readonly refreshPoll?: string;
  readonly selfTestEvery?: string;
  readonly logLevel?: string;
};

/**
 * Writes `envaudit.yaml` with these environments, and their secrets in files beside it; gives its path.
 * The daemon's port is a free one.
 */
export function writeConfig(
  folder: string,
  environments: Readonly<Record<string, Declared>>,
  options: ConfigOptions = {},
): string {
  const { name: file = "envaudit.yaml", store = "./envaudit.db" } = options;
  const { refreshPoll = "60s", selfTestEvery = "1h", logLevel = "info" } = options;
  const path = join(folder, file);
  const declared = Object.entries(environments).map(([name, environment]) => [
    name,
    declaration(folder, name, environment),
  ]);
  const document = {
    store,
    server: { listen: "127.0.0.1:0" },
    concurrency: { audits: 4, per_host: 4 },
    refresh_poll: refreshPoll,
    self_test_every: selfTestEvery,
    log_level: logLevel,
    // Configured, since a first run would say that it made one.
    evidence: { key: ledgerKeyIn(folder) },
    identities: [
      {
        id: "operator",
        persona: "sre",
        odoo_logins: administratorLogins,
        ssh_users: [operatorAccount],
        ssh_keys: [operatorFingerprint],
      },
      { id: "sales", kind: "service", persona: "qa_tester", odoo_logins: [employeeLogin] },
      { id: "ada", persona: "developer" },
      { id: "keeper", kind: "agent", agent: "environment_keeper" },
    ],
    // Once a day: an audit at the start, and none by chance while a test runs.
    defaults: { schedule: "0 0 * * *" },
    environments: Object.fromEntries(declared),
  };
  writeFileSync(path, stringify(document));
  return path;
}

function declaration(folder: string, name: string, declared: Declared) {
  const { odoo, ssh, tier = "staging", derivedFrom, gaps, deadline } = declared;
  const nextMonth = new Date(systemClock.now().getTime() + 30 * 86_400_000);
  const day = nextMonth.toISOString().slice(0, 10);
  return {
    tier,
    owner: "operator",
    lifecycle: tier === "production" ? kept(day) : { expires: day },
    policy: {
      mail: { allowed_servers: ["127.0.0.1:1025"] },
      access: { try_default_credentials: true },
      masking: {},
    },
    ...(odoo && {
      odoo: {
        url: odoo.url,
        database: odoo.database,
        login: odoo.login,
        secret: secretFile(folder, `${name}.password`, odoo.password),
      },
    }),
    ...(ssh && {
      ssh: {
        host: ssh.host,
        port: ssh.port,
        user: ssh.user,
        private_key: secretFile(folder, `${name}.key`, ssh.privateKey),
        host_key: ssh.hostKey,
        odoo_conf: ssh.odooConf,
      },
    }),
    ...(derivedFrom !== undefined && { derived_from: derivedFrom }),
    // A simulated host has no PostgreSQL.
    accepted_gaps: [...new Set([...(gaps ?? []), "sql"])],
    ...(deadline !== undefined && { deadline }),
  };
}

const kept = (review: string) => ({ keep: { reason: "work", approver: "operator", review } });

/** One for the life of the folder: a ledger keeps to its key. */
function ledgerKeyIn(folder: string): string {
  const isThere = existsSync(join(folder, "ledger.pem"));
  return isThere ? "${file:./ledger.pem}" : secretFile(folder, "ledger.pem", generatePrivateKey());
}

function secretFile(folder: string, name: string, secret: string): string {
  writeFileSync(join(folder, name), secret, { mode: 0o600 });
  return `\${file:./${name}}`;
}

/** Access to an Odoo of which only the address matters. */
export const odooAt = (url: string) => ({
  url,
  database: "staging",
  login: "envaudit",
  password: "any-password",
});
