import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { follow, until } from "../cli/support.ts";
import { everyColumn, lab, resetStaging, sql } from "./lab.ts";

// The tools of the other tests of the command line set one of their own.
vi.setConfig({ testTimeout: 300_000 });

const main = join(import.meta.dirname, "../../src/cli/main.ts");
const secrets = {
  LAB_ODOO_SECRET: lab.users.auditor.password,
};
let home: string;

const environmentYaml = (name: string, origin: string): string => `
  ${name}:
    tier: ${name}
    owner: erp-team
    prefer: api
    odoo:
      url: ${lab.odoo.url}
      database: ${name}
      login: ${lab.users.auditor.login}
      secret: \${env:LAB_ODOO_SECRET}
    ssh:
      host: ${lab.ssh.host}
      port: ${lab.ssh.port}
      user: ${lab.ssh.user}
      private_key: \${file:${lab.ssh.privateKey}}
      host_key: ${lab.ssh.hostKey}
      dispatcher: true
      sudo: true
      odoo_conf: ${lab.odoo.conf}
    sql:
      database: ${name}
      user: ${lab.sql.role}
      port: ${lab.sql.port}
    lifecycle:
      keep: { reason: tests run on it, approver: ada, review: 2099-01-01 }
    ${origin}
    policy:
      mail: { allowed_servers: ["${lab.mailCatcher.host}:${lab.mailCatcher.port}"] }
      ${name === "staging" ? "access: { try_default_credentials: true }" : ""}
      masking: { safe_email_domains: [], safe: ${JSON.stringify(everyColumn)} }
      lifecycle: { allowed_databases: [staging_pristine] }
`;

beforeAll(() => {
  resetStaging();
  home = mkdtempSync(join(tmpdir(), "envaudit-lab-cli-"));
  // The daemon tests itself while it audits: there nothing is compared with production, which is many reads.
  for (const [file, origin] of [
    ["envaudit.yaml", "derived_from: production"],
    ["daemon.yaml", ""],
  ] as const) {
    const path = join(home, file);
    writeFileSync(
      path,
      `server: { listen: "127.0.0.1:0" }
refresh_poll: 2s
identities:
  - { id: ada, kind: service, persona: sre, odoo_logins: [admin, auditor_limited] }
  - { id: quinn, persona: qa_tester, odoo_logins: [auditor_lowpriv, demo] }
environments:${environmentYaml("production", "")}${environmentYaml("staging", origin)}`,
    );
    chmodSync(path, 0o600);
  }
});
afterAll(() => {
  resetStaging();
  rmSync(home, { recursive: true, force: true });
});

const env = { ...process.env, ...secrets, NO_COLOR: "1" };
const run = (...words: readonly string[]) =>
  spawnSync(process.execPath, [main, ...words], { cwd: home, env, encoding: "utf8" });

describe("the real Odoo 14 by the command line", () => {
  it("is reached in every way that is configured", () => {
    const { stdout, status } = run("doctor", "staging");
    expect(stdout).toContain("ok    api: log in");
    expect(stdout).toContain("ok    ssh: log in");
    expect(stdout).toContain("ok    sql: connect");
    expect(stdout).toMatch(/ok {4}facts +\d+ facts read\n/);
    expect(status).toBe(0);
  });

  it("is compliant as it is but for what 14 shows to everybody, and its copy exits 0", () => {
    expect(run("fingerprint", "production")).toMatchObject({ status: 0 });
    const { stdout, stderr, status } = run("audit");
    // The first audit on a store makes the key of its ledger, says so, and says nothing else.
    expect(stderr).toMatch(/^envaudit: made \S+\.ledger\.pem, the key .+\n$/);
    expect(stdout).toContain("staging  staging, Odoo 14.0");
    expect(stdout).not.toContain("UNKNOWN");
    const failing = stdout.split("\n").filter((line) => line.includes("FAIL"));
    expect(failing).toEqual([expect.stringContaining("access.readable-secrets")]);
    expect(status).toBe(1);
    expect(run("audit", "staging").status).toBe(0);
  });

  it("exits 1 for a broken copy, names the record, and 0 where only higher severities count", () => {
    sql("staging", "update auth_oauth_provider set enabled = true where id = 1");
    try {
      const { stdout, status } = run("audit", "staging");
      expect(stdout).toContain("auth.oauth.provider,1");
      expect(status).toBe(1);
      expect(run("audit", "staging", "--fail-on", "high").status).toBe(0);
    } finally {
      resetStaging();
    }
  });
});

/** For a machine with one busy core; both come within seconds. */
const longestMs = 120_000;

const newIdentity = `update ir_config_parameter set value = gen_random_uuid()::text
  where key in ('database.uuid', 'database.secret')`;

describe("the real Odoo 14 by the daemon", () => {
  it("is audited at start, restored databases at once, and promtool takes the metrics", async () => {
    // Its outputs are read to their ends: a closed one would end the daemon.
    const daemon = follow(
      spawn(process.execPath, [main, "serve", "--config", "daemon.yaml"], {
        cwd: home,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
    const [, url = ""] = await daemon.says(/(http:\/\/\S+)\/metrics/);
    const page = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    const first =
      /envaudit_check_passing\{environment="staging",[^}]*check="masking.email-domains"\} 1/;
    await until("the first audit", async () => first.test(await page()), longestMs);
    const lint = spawnSync("promtool", ["check", "metrics"], {
      input: await page(),
      encoding: "utf8",
    });
    expect(`${lint.stdout}${lint.stderr}`).toBe("");
    expect(lint.status).toBe(0);

    const beside = run("audit", "staging", "--format", "json", "--config", "daemon.yaml");
    const [audit] = z
      .array(z.object({ environment: z.string(), trigger: z.string() }))
      .parse(JSON.parse(beside.stdout));
    expect(audit).toEqual({ environment: "staging", trigger: "manual" });
    expect(beside.status, beside.stdout).toBe(0);
    expect(await page()).toContain('envaudit_audits_total{environment="staging",trigger="manual"}');

    const refreshes = async (): Promise<number> =>
      Number(
        /envaudit_audits_total\{environment="staging",trigger="refresh"\} (\d+)/.exec(
          await page(),
        )?.[1],
      );
    const before = await refreshes();
    sql("staging", newIdentity);
    await until("the audit after a restore", async () => (await refreshes()) > before, longestMs);
    daemon.process.kill("SIGTERM");
    const { code, stderr: log } = await daemon.ended();
    expect(code, log).toBe(0);
    expect(log).not.toContain(secrets.LAB_ODOO_SECRET);
  }, 180_000);
});
