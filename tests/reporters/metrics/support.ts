import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Environment, OdooAccess, SshAccess } from "../../../src/model/environment.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { MetricsCheck, MetricsSource } from "../../../src/reporters/metrics/source.ts";
import { metricsText } from "../../../src/reporters/metrics/text.ts";
import type { CheckState } from "../../../src/store/checks.ts";
import { openStore } from "../../../src/store/store.ts";
import type { Store } from "../../../src/store/store.ts";

export async function openTestStore(): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), "envaudit-metrics-"));
  const clock = { now: () => new Date("2026-03-02T05:00:00Z") };
  const store = await openStore({ path: join(directory, "store.db"), clock });
  onTestFinished(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return store;
}

export const odoo: OdooAccess = {
  url: "https://staging.example.com",
  database: "staging",
  login: "auditor",
  api: "auto",
  secret: new Secret("canary-7f3a"),
  secretIsApiKey: false,
  ca: undefined,
};
export const ssh: SshAccess = {
  host: "staging.example.com",
  port: 22,
  user: "auditor",
  privateKey: new Secret("canary-9b1c"),
  hostKey: "ssh-ed25519 AAAA",
  jump: undefined,
  wrapper: [],
  sudo: false,
  odooConf: "/etc/odoo/odoo.conf",
};

export function environment(name: string, over: Partial<Environment> = {}): Environment {
  return {
    name,
    tier: "staging",
    owner: "team-erp",
    odoo: undefined,
    ssh: undefined,
    sql: undefined,
    judgeAs: undefined,
    prefer: "api",
    derivedFrom: undefined,
    lifecycle: { kind: "undeclared" },
    policy: {
      mail: { allowedServers: [] },
      integrations: { allowedScheduledActions: [] },
      access: { tryDefaultCredentials: false },
      lifecycle: { maxAgeDays: undefined },
      masking: undefined,
    },
    schedule: { cron: "0 */6 * * *", timezone: "UTC" },
    acceptedGaps: [],
    deadlineMs: 300_000,
    ...over,
  };
}

export const check: MetricsCheck = {
  id: "mail.outgoing-servers",
  control: "mail_suppression",
  severity: "critical",
  owner: "sre",
  tiers: ["dev", "staging", "uat"],
};

export function state(over: Partial<CheckState> = {}): CheckState {
  return {
    environment: "staging",
    check: check.id,
    control: check.control,
    severity: check.severity,
    owner: check.owner,
    title: "No outgoing mail server",
    outcome: "pass",
    reason: undefined,
    detail: undefined,
    acceptedGap: false,
    baseline: "pass",
    since: "2026-03-01T00:00:00.000Z",
    lastEvaluatedAt: "2026-03-02T04:00:00.500Z",
    lastPassAt: "2026-03-02T04:00:00.500Z",
    auditId: "a1",
    ...over,
  };
}

/** The lines of the page, without comments. */
export async function series(store: Store, over: Partial<MetricsSource> = {}): Promise<string[]> {
  const lines = (await metricsText(source(store, over))).split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

export function source(store: Store, over: Partial<MetricsSource> = {}): MetricsSource {
  return {
    version: "0.1.0",
    environments: [environment("staging")],
    checks: [check],
    runbookUrl: (id) => `https://docs.example.com/checks/${id}`,
    store,
    reload: { successful: true, succeededAt: "2026-03-02T00:00:00.000Z" },
    anchors: [],
    waived: () => [],
    exceptions: [],
    ...over,
  };
}
