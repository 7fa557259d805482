import type { Filter } from "../../src/audit/plan.ts";
import { controlIds } from "../../src/model/outcome.ts";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { openApp, type App } from "../../src/app.ts";
import type { Config } from "../../src/config/load.ts";
import { emptyCatalogue } from "../../src/model/assets.ts";
import { systemClock } from "../../src/model/clock.ts";
import type { Environment, Identity } from "../../src/model/environment.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { fingerprint, keptIn } from "../../src/take-fingerprint.ts";
import { closeWires } from "../../src/transports/wires.ts";

const user = z.object({ login: z.string(), password: z.string() });
const labSchema = z.object({
  root: z.string(),
  odoo: z.object({ url: z.string(), conf: z.string() }),
  users: z.object({ auditor: user, limited: user, lowpriv: user }),
  ssh: z.object({
    host: z.string(),
    port: z.number(),
    user: z.string(),
    privateKey: z.string(),
    hostKey: z.string(),
  }),
  sql: z.object({ role: z.string(), port: z.number() }),
  mailCatcher: z.object({ host: z.string(), port: z.number() }),
});

export const everyColumn = Object.keys(loadRegistry(registryDirectory()).personalData.models).map(
  (model) => `${model}.*`,
);

const folder = process.env["ENVAUDIT_LAB"] ?? join(import.meta.dirname, "../../.lab");
export const lab = labSchema.parse(JSON.parse(readFileSync(join(folder, "lab.json"), "utf8")));

const script = (name: string): string => join(import.meta.dirname, "../../lab", name);

/** Runs SQL as the superuser, how a test breaks the staging copy; gives what it printed. */
export function sql(database: string, text: string): string {
  return execFileSync(script("sql"), [database], { input: text, encoding: "utf8" }).trim();
}

/** Runs a command as root on the lab's host. */
export function host(...words: readonly string[]): string {
  return execFileSync(script("host"), words, { encoding: "utf8" });
}

export function restartOdoo(): void {
  execFileSync(script("restart-odoo"), [], { stdio: ["ignore", "ignore", "inherit"] });
}

export function resetStaging(): void {
  execFileSync(script("reset-staging"), [], { stdio: ["ignore", "ignore", "inherit"] });
}

/** An environment of the lab as an operator would declare it. */
export function environment(
  name: "production" | "staging",
  change: Partial<Environment> = {},
): Environment {
  const { odoo, ssh, users, mailCatcher } = lab;
  return {
    name,
    tier: name,
    owner: "erp-team",
    odoo: {
      url: odoo.url,
      database: name,
      login: users.auditor.login,
      api: "auto",
      secret: new Secret(users.auditor.password),
      secretIsApiKey: false,
      ca: undefined,
    },
    ssh: {
      host: ssh.host,
      port: ssh.port,
      user: ssh.user,
      hostKey: ssh.hostKey,
      privateKey: new Secret(readFileSync(ssh.privateKey, "utf8")),
      jump: undefined,
      wrapper: [],
      sudo: true,
      dispatcher: true,
      odooConf: odoo.conf,
    },
    sql: { database: name, user: lab.sql.role, host: undefined, port: lab.sql.port },
    judgeAs: undefined,
    prefer: "api",
    derivedFrom: name === "staging" ? "production" : undefined,
    lifecycle: { kind: "keep", reason: "tests run on it", approver: "ada", review: "2099-01-01" },
    policy: {
      mail: { allowedServers: [`${mailCatcher.host}:${mailCatcher.port}`] },
      integrations: { allowedScheduledActions: ["base.autovacuum_job"] },
      access: { tryDefaultCredentials: name === "staging" },
      lifecycle: { maxAgeDays: 90, allowedDatabases: ["staging_pristine"] },
      // What is compared with production has a test of its own; the lab's staging keeps most of its names.
      masking: { safeEmailDomains: [], safePhonePrefixes: [], safe: everyColumn },
    },
    schedule: { cron: "0 */6 * * *", timezone: "UTC" },
    acceptedGaps: [],
    // An audit takes two seconds on an idle machine: this is for the busiest one.
    deadlineMs: 240_000,
    ...change,
  };
}

const identities: readonly Identity[] = [
  {
    id: "ada",
    // Nobody types a code for it: in the lab no account has a second factor.
    kind: "service",
    personas: ["sre"],
    odooLogins: ["admin", "auditor_limited", "__system__"],
    sshUsers: [],
    sshKeys: [],
    apiKeys: [],
  },
  {
    id: "quinn",
    kind: "person",
    personas: ["qa_tester"],
    odooLogins: ["auditor_lowpriv", "demo"],
    sshUsers: [],
    sshKeys: [],
    apiKeys: [],
  },
];

export type Auditor = {
  readonly app: App;
  readonly config: Config;
  /** All that applies there, or what `filter` chooses. */
  audit(environment: Environment, filter?: Filter): Promise<AuditRecord>;
  /** Takes the fingerprint of production, which copies are compared with from then on. */
  fingerprint(): Promise<void>;
  close(): Promise<void>;
};

/** An auditor with a store of its own, on the lab's two environments. */
export async function startAuditor(): Promise<Auditor> {
  const home = mkdtempSync(join(tmpdir(), "envaudit-lab-"));
  const fleet = [environment("production"), environment("staging")];
  const config: Config = {
    path: home,
    store: { path: join(home, "envaudit.db"), retentionDays: 400 },
    server: { listen: { host: "127.0.0.1", port: 0 }, runbookBaseUrl: undefined },
    concurrency: { fleet: 2, perHost: 1 },
    refreshPollSeconds: 60,
    selfTestSeconds: 3600,
    digestKey: new Secret(randomUUID()),
    evidence: { key: undefined, origin: undefined, anchors: [] },
    logLevel: "silent",
    identities,
    assets: emptyCatalogue,
    exceptions: [],
    environments: fleet,
    digest: "lab",
  };
  const registry = loadRegistry(registryDirectory());
  const app = await openApp({ config, registry, clock: systemClock, onKeyMade: () => undefined });
  return {
    app,
    config,
    async audit(chosen, filter = {}) {
      const signal = new AbortController().signal;
      const { record } = await app.conduct(config, chosen, { trigger: "manual", filter }, signal);
      return record;
    },
    async fingerprint() {
      const production = environment("production");
      const wires = app.open(production);
      const { store, digester } = app;
      await fingerprint({
        environment: production,
        environments: fleet,
        mode: "sample",
        wires,
        registry,
        keep: keptIn(store, systemClock),
        digester,
        clock: systemClock,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      }).finally(() => closeWires(wires));
    },
    async close() {
      await app.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** One account of the lab reads over the API and by SQL, which is too much for the latter alone. */
const ofTheLab = "access.auditor-odoo-rights";

/** `check subject` of every finding but the lab's own, sorted. */
export function findingsOf(record: AuditRecord): readonly string[] {
  return record.results
    .filter(({ check }) => check !== ofTheLab)
    .flatMap(({ check, verdict }) =>
      verdict.outcome === "fail" ? verdict.findings.map((f) => `${check} ${f.subject}`) : [],
    )
    .toSorted();
}

/** The checks that a record has findings of: what is to be looked at again after a repair. */
export const failingIn = (record: AuditRecord): Filter => ({
  checks: [...new Set(findingsOf(record).map((finding) => finding.split(" ", 1)[0] ?? ""))],
});

/** `check: reason: detail` of every unknown, but for want of a fingerprint, which few tests take. */
export function unknownsOf(record: AuditRecord): readonly string[] {
  return record.results.flatMap(({ check, verdict }) =>
    verdict.outcome === "unknown" && !verdict.detail.startsWith("there is no fingerprint of ")
      ? [`${check}: ${verdict.reason}: ${verdict.detail}`]
      : [],
  );
}

/** What has a test of its own and takes longest: personal data in many tables. */
export const withoutMasking: Filter = {
  controls: controlIds.filter((id) => id !== "data_masking"),
};
