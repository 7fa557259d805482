import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { controlIds, severities } from "../../src/model/outcome.ts";
import { checks as everyCheck } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { registryTopics } from "../../src/registry/show.ts";
import { systemClock } from "../../src/model/clock.ts";
import type { SimulatedEnvironment } from "../../src/simulator/environment.ts";
import { mapRows, xmlIdTarget } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { idsOf } from "../../src/simulator/odoo/values.ts";
import type { EnvironmentSpec } from "../../src/simulator/spec.ts";
import { closedUrl, tcpHost } from "../support/http-hosts.ts";
import { odooAt, simulated, writeConfig } from "./environments.ts";
import { auditsIn, cli, temporaryFolder } from "./support.ts";
import { runHere } from "./streams.ts";

const checks = everyCheck(loadRegistry(registryDirectory()));

describe("init", () => {
  test("writes a file that validate and plan accept", async () => {
    const cwd = temporaryFolder();
    const written = await cli(["init"], { cwd });
    expect([written.code, written.stderr]).toEqual([0, ""]);
    expect(written.stdout).toContain(`Wrote ${join(cwd, "envaudit.yaml")}.`);
    const valid = await cli(["validate"], { cwd });
    expect(valid.stdout).toBe(`${join(cwd, "envaudit.yaml")} is valid: 1 environment.\n`);
    expect([valid.code, valid.stderr]).toEqual([0, ""]);
    expect((await cli(["plan"], { cwd })).code).toBe(0);
  });

  test("leaves a file alone that is there, until it is told otherwise", async () => {
    const cwd = temporaryFolder();
    const path = join(cwd, "mine.yaml");
    writeFileSync(path, "mine");
    const refused = await runHere(["init", "mine.yaml"], cwd);
    expect(refused.stderr).toBe(
      `envaudit: ${path}: it exists already; --force replaces it (see --help)\n`,
    );
    expect(refused.code).toBe(64);
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect((await runHere(["init", "mine.yaml", "--force"], cwd)).code).toBe(0);
    expect((await runHere(["validate", "--config", "mine.yaml"], cwd)).code).toBe(0);
  });

  test.each([
    ["none/envaudit.yaml", [], "there is no such folder"],
    ["file/envaudit.yaml", [], "a part of its path is no folder"],
    ["folder", ["--force"], "it is a folder"],
    ["/dev/full", ["--force"], "the disk is full"],
  ] as const)(
    "says in one line why it cannot write %s, and exits 3",
    async (path, options, why) => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, "file"), "");
      mkdirSync(join(cwd, "folder"));
      const { code, stdout, stderr } = await runHere(["init", path, ...options], cwd);
      expect(stderr).toBe(`envaudit: ${resolve(cwd, path)}: it cannot be written: ${why}\n`);
      expect([code, stdout]).toEqual([3, ""]);
    },
  );

  // Root may write anywhere.
  test.skipIf(process.getuid?.() === 0)("says so where it has no permission", async () => {
    const cwd = temporaryFolder();
    chmodSync(cwd, 0o500);
    const { code, stderr } = await runHere(["init"], cwd);
    expect(stderr).toContain("envaudit.yaml: it cannot be written: permission denied\n");
    expect(code).toBe(3);
  });
});

describe("plan", () => {
  test("says what would run by which access, and connects nowhere", async () => {
    const cwd = temporaryFolder();
    await using host = await tcpHost((socket) => socket.destroy());
    const staging = await simulated("staging");
    const ssh = { ...staging.ssh, port: Number(new URL(host.url).port) };
    writeConfig(cwd, { staging: { odoo: odooAt(host.url), ssh }, dark: {} });
    const { code, stdout } = await runHere(["plan", "--json"], cwd);
    expect(code).toBe(0);
    const [first, second] = JSON.parse(stdout) as Record<string, unknown>[];
    expect(first).toMatchObject({
      environment: "staging",
      tier: "staging",
      credentials: {
        rpc: expect.stringContaining(`envaudit at ${host.url}, database staging`) as unknown,
        host: `${ssh.user} at 127.0.0.1:${ssh.port}`,
      },
    });
    const planned = first?.["checks"] as { check: string; runs: boolean; how: string }[];
    expect(planned.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
    expect(planned.find(({ check }) => check === "mail.outgoing-servers")).toEqual({
      check: "mail.outgoing-servers",
      does: "run",
      runs: true,
      missing: [],
      how: expect.stringContaining(" by rpc") as unknown,
    });
    const dark = (second?.["checks"] ?? []) as { check: string; runs: boolean; how: string }[];
    expect(dark.find(({ check }) => check === "mail.outgoing-servers")).toEqual({
      check: "mail.outgoing-servers",
      does: "blind",
      runs: false,
      how: "needs odoo, or ssh and sql, to read odoo.mail-servers, odoo.version; needs ssh to read host.odoo-conf, host.odoo-processes",
      missing: ["odoo.mail-servers", "host.odoo-conf", "host.odoo-processes", "odoo.version"],
    });
    // With all that the fact depends on: what lacks an access is named.
    expect(planned.find(({ check }) => check === "integrations.neutralisation-drift")).toEqual({
      check: "integrations.neutralisation-drift",
      does: "gap",
      runs: false,
      missing: ["sql.neutralize-tables", "sql.neutralize-drift"],
      how: "an accepted gap: needs sql to read sql.neutralize-tables, sql.neutralize-drift",
    });
    const counts = second?.["counts"] as Record<string, number>;
    expect(Object.keys(counts)).toEqual(["run", "skip", "gap", "blind"]);
    expect(counts["blind"]).toBe(dark.filter(({ how }) => how.startsWith("needs ")).length);
    expect(host.accepted()).toBe(0);
    expect(auditsIn(join(cwd, "envaudit.db"))).toEqual([]);
  });

  test("is a table of the named environments without --json", async () => {
    const cwd = temporaryFolder();
    writeConfig(cwd, { one: { odoo: odooAt("https://one.example.com") }, two: {} });
    const { code, stdout } = await runHere(["plan", "one"], cwd);
    expect(stdout).toMatch(/^one {2}staging\n {2}rpc {3}envaudit at https:\/\/one\.example\.com/);
    expect(stdout).toMatch(/^ {2}run {4}integrations\.oauth-providers +\S+ by rpc/m);
    expect(stdout).not.toMatch(/^two /m);
    expect(code).toBe(0);
  });

  test("says which checks will be blind, and which of them by consent, and counts them", async () => {
    const cwd = temporaryFolder();
    writeConfig(cwd, { dark: { gaps: ["api", "sql"] } });
    const { code, stdout } = await runHere(["plan"], cwd);
    expect(stdout).toMatch(
      /^ {2}gap {4}integrations\.oauth-providers +an accepted gap: needs odoo, or ssh and sql, to read odoo\.oauth-providers$/m,
    );
    expect(stdout).toMatch(
      /^ {2}blind {2}access\.odoo-conf-permissions +needs ssh to read host\.odoo-conf-mode, host\.odoo-conf-readers, host\.odoo-processes$/m,
    );
    expect(stdout).toMatch(
      /\n {2}\d+ run, \d+ do not apply, \d+ behind accepted gaps, \d+ blind for want of an access\n$/,
    );
    expect(code).toBe(0);
  });

  test("counts all environments together at the end", async () => {
    const cwd = temporaryFolder();
    writeConfig(cwd, { one: {}, two: {} });
    const { stdout } = await runHere(["plan"], cwd);
    expect(stdout).toMatch(/\n\n2 environments: \d+ run, .+ blind for want of an access\n$/);
  });
});

/** The folder with a configuration of the environment, which is from now on as `spec` has it. */
function withConfig(cwd: string, sim: SimulatedEnvironment, spec: EnvironmentSpec): string {
  sim.change(() => spec);
  writeConfig(cwd, { [sim.name]: sim });
  return cwd;
}

/** The environment with its auditor outside a group. */
function withoutGroup(spec: EnvironmentSpec, xmlId: string): EnvironmentSpec {
  const group = xmlIdTarget(spec.database, xmlId);
  return {
    ...spec,
    database: mapRows(spec.database, "res.users", (rows) =>
      rows.map((row) => ({
        ...row,
        groups_id: idsOf(row["groups_id"] ?? null).filter((id) => id !== group),
      })),
    ),
  };
}

describe("doctor", () => {
  test("exits 0 and says one line for each step that went well", async () => {
    const cwd = temporaryFolder();
    const staging = await simulated("staging");
    writeConfig(cwd, { staging });
    const { code, stdout, stderr } = await cli(["doctor", "staging"], { cwd });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, 3)).toEqual([
      `ok    api: reach    Odoo 17.0 at ${staging.odoo.url}`,
      expect.stringMatching(/^ok {4}api: log in {3}\S+ is user \d+ of \S+$/),
      `ok    ssh: log in   ${staging.ssh.user} at 127.0.0.1:${staging.ssh.port}, host key as pinned`,
    ]);
    expect(lines[3]).toMatch(/^ok {4}facts {9}\d+ facts read/);
    expect(lines[4]).toMatch(/^Looked at .+; nothing was recorded\.$/);
    expect([code, stderr, lines.length]).toEqual([0, "", 5]);
    expect(auditsIn(join(cwd, "envaudit.db"))).toEqual([]);
  });

  test("exits 2, goes on after a failed step, and says a cause and what to do once", async () => {
    const cwd = temporaryFolder();
    const { ssh } = await simulated("staging");
    const url = await closedUrl();
    writeConfig(cwd, { staging: { odoo: odooAt(url), ssh } });
    const { code, stdout } = await cli(["doctor", "staging"], { cwd });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe(
      `FAIL  api: reach    unreachable: ${url}: connection refused; do: check the address and port, ` +
        "that the service runs, and that a firewall lets us through",
    );
    expect(lines[1]).toBe("skip  api: log in   not tried, because of api: reach");
    expect(lines[3]).toMatch(/^skip {2}facts +\d+ facts read, \d+ not, .+, because of api: reach$/);
    expect(lines.map((line) => line.slice(0, 4))).toEqual(["FAIL", "skip", "ok  ", "skip", "Look"]);
    expect(stdout.match(/connection refused/g)).toHaveLength(1);
    expect(code).toBe(2);
  });

  test("exits 2 where nothing is configured that could be tried", async () => {
    const cwd = temporaryFolder();
    writeConfig(cwd, { dark: {} });
    const { code, stdout } = await runHere(["doctor", "dark"], cwd);
    expect(stdout.split("\n")[0]).toBe(
      "FAIL  access        transport_not_configured: neither odoo nor ssh is configured for dark: " +
        "there is nothing to try; do: configure the access, or declare it under accepted_gaps",
    );
    expect(code).toBe(2);
  });

  test("tells a fact that fails for another reason than its access", async () => {
    const cwd = temporaryFolder();
    const staging = await simulated("staging");
    const ssh = { ...staging.ssh, odooConf: "/etc/odoo/none.conf" };
    writeConfig(cwd, { staging: { odoo: { ...staging.odoo, password: "wrong" }, ssh } });
    const { code, stdout } = await runHere(["doctor", "staging"], cwd);
    expect(stdout).toMatch(/^FAIL {2}api: log in +auth_failed: /m);
    expect(stdout).toMatch(
      /^FAIL {2}facts +fact_missing: host\.addons-paths: \S+ does not exist on the host \(ssh\.odoo_conf\) \(and \d+ more\)/m,
    );
    expect(code).toBe(2);
  });

  test("names the group without which Odoo hides contacts", async () => {
    const cwd = temporaryFolder();
    const staging = await simulated("staging");
    const spec = seed(16, "staging", { now: systemClock.now() });
    const shown = await runHere(["doctor", "staging"], withConfig(cwd, staging, spec));
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/^ok {4}facts/m)]);
    const hidden = withoutGroup(spec, "base.group_private_addresses");
    const { code, stdout } = await runHere(["doctor", "staging"], withConfig(cwd, staging, hidden));
    expect(stdout).toMatch(
      /^FAIL {2}facts .*access_denied: .* is not in base\.group_private_addresses .*; do: grant the account what the line names$/m,
    );
    expect(code).toBe(2);
  });

  test("gives the steps as an array with --json", async () => {
    const cwd = temporaryFolder();
    const staging = await simulated("staging");
    writeConfig(cwd, { staging: { odoo: { ...staging.odoo, password: "wrong" } } });
    const { code, stdout } = await runHere(["doctor", "staging", "--json"], cwd);
    const steps = JSON.parse(stdout) as object[];
    expect(steps[0]).toMatchObject({ step: "api: reach", ok: true });
    expect(steps[1]).toMatchObject({
      step: "api: log in",
      ok: false,
      reason: "auth_failed",
      advice: "check the login, the secret and the database name",
    });
    expect(stdout).not.toContain('"wrong"');
    expect(code).toBe(2);
  });
});

describe("registry", () => {
  test("validate accepts the registry that ships", async () => {
    const { code, stdout, stderr } = await cli(["registry", "validate"], {
      cwd: temporaryFolder(),
    });
    expect(stdout).toMatch(/^The registry is valid \(digest [0-9a-f]{12}\)\.\n$/);
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("show personas --json has exactly four", async () => {
    const args = ["registry", "show", "personas", "--json"];
    const { code, stdout } = await cli(args, { cwd: temporaryFolder() });
    const personas = JSON.parse(stdout) as { code: string }[];
    expect(personas.map((persona) => persona.code).toSorted()).toEqual([
      "developer",
      "qa_tester",
      "release_manager",
      "sre",
    ]);
    expect(code).toBe(0);
  });

  test.each(registryTopics)(
    "show %s is an array with --json, and a line each without",
    async (topic) => {
      const asJson = await runHere(["registry", "show", topic, "--json"]);
      const entries: unknown = JSON.parse(asJson.stdout);
      if (!Array.isArray(entries)) throw new Error("it is no array");
      expect(entries.length).toBeGreaterThan(0);
      const asText = await runHere(["registry", "show", topic]);
      expect(asText.stdout.trimEnd().split("\n")).toHaveLength(entries.length);
      expect(asText.stdout).not.toContain("undefined");
      expect([asJson.code, asText.code]).toEqual([0, 0]);
    },
  );
});

describe("registry can", () => {
  const ask = async (line: string) => {
    const cwd = temporaryFolder();
    writeConfig(cwd, {});
    const { code, stdout, stderr } = await runHere(["registry", "can", ...line.split(" ")], cwd);
    return { code, said: (stdout + stderr).trim() };
  };

  test.each([
    [
      "operator access.shell --tier production",
      0,
      "operator (sre): access.shell on production is allowed. sre: Opens shells to operate and to recover.",
    ],
    [
      "ada access.shell --tier uat",
      1,
      "ada (developer): access.shell on uat is prohibited. developer: Never opens a shell where accepted or live data is.",
    ],
    [
      "ada access.shell --tier staging",
      1,
      "ada (developer): access.shell on staging is not granted: no decision right of developer covers it.",
    ],
    [
      "keeper backup.drill --tier staging",
      0,
      "keeper (sre): backup.drill on staging is allowed. sre: Runs restore drills and sets their success criteria beforehand.",
    ],
  ])("%s", async (line, code, said) => {
    expect(await ask(line)).toEqual({ code, said });
  });

  test("--json has the clause for a program", async () => {
    const { code, said } = await ask("ada release.promote --tier production --json");
    expect([code, JSON.parse(said)]).toEqual([
      1,
      {
        identity: "ada",
        kind: "person",
        personas: ["developer"],
        action: "release.promote",
        tier: "production",
        decision: "prohibited",
        persona: "developer",
        clause: "Never moves a release past staging; others judge what the developer made.",
      },
    ]);
  });

  test.each([
    ["adda code.merge", "there is no identity adda; did you mean ada?"],
    ["ada code.merg", "there is no action code.merg; did you mean code.merge?"],
    ["ada access.shell --tier prodution", "there is no tier prodution; did you mean production?"],
    ["ada access.shell", "access.shell is done on an environment: say where with --tier"],
  ])("%s is wrong use", async (line, says) => {
    const { code, said } = await ask(line);
    expect([code, said]).toEqual([64, `envaudit: ${says} (see --help)`]);
  });

  test("needs none of the secrets of the fleet", async () => {
    const cwd = temporaryFolder();
    const text = "identities: [{ id: ada, persona: sre }]\ndigest_key: ${env:NOT_THERE}\n";
    writeFileSync(join(cwd, "envaudit.yaml"), text);
    const { code, stderr } = await runHere(["registry", "can", "ada", "code.merge"], cwd);
    expect([code, stderr]).toEqual([1, ""]);
  });
});

/** What scripts may rely on. */
const fields = [
  "control",
  "expertise",
  "facts",
  "failTitle",
  "id",
  "owner",
  "passTitle",
  "references",
  "remedy",
  "severity",
  "tiers",
  "versions",
  "why",
];

describe("checks list", () => {
  test("says in its help which fields --json has", async () => {
    const { stdout } = await runHere(["checks", "list", "--help"]);
    for (const name of fields) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test("is an array with --json", async () => {
    const { code, stdout } = await runHere(["checks", "list", "--json"]);
    const listed = JSON.parse(stdout) as Record<string, unknown>[];
    const byControl = controlIds.flatMap((id) => checks.filter(({ control }) => control === id));
    expect(listed.map(({ id }) => id)).toEqual(byControl.map(({ id }) => id));
    for (const each of listed) {
      expect(Object.keys(each).toSorted()).toEqual(fields);
      expect(controlIds).toContain(each["control"]);
      expect(severities).toContain(each["severity"]);
      expect(each["versions"]).toMatch(/^\d+( and later| to \d+)?$/);
      expect(each["facts"]).toBeInstanceOf(Array);
      for (const name of ["passTitle", "failTitle", "why", "remedy", "owner"]) {
        expect(each[name], name).toMatch(/\S/);
      }
    }
    expect(code).toBe(0);
  });

  test("has the operator's own where a configuration names them", async () => {
    const cwd = temporaryFolder();
    const example = join(import.meta.dirname, "../../docs/reference/assets.example.yaml");
    const one = { tier: "dev", owner: "ada" };
    const document = { assets: [example], environments: { one } };
    writeFileSync(join(cwd, "own.yaml"), JSON.stringify(document));
    const all = ["checks", "list", "--json", "--config", "own.yaml"];
    const { stdout } = await runHere(all, cwd);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        id: "custom.warehouse-robot",
        severity: "critical",
        facts: ["asset.custom.warehouse-robot", "asset.custom.warehouse-mode"],
      }),
    );
  });

  test("is a table without", async () => {
    const { code, stdout } = await runHere(["checks", "list"]);
    expect(stdout).toMatch(/^CHECK +SEVERITY +CONTROL +ODOO +PASSES WHEN\n/);
    expect(stdout.trimEnd().split("\n")).toHaveLength(checks.length + 1);
    expect(code).toBe(0);
  });
});

test("demo shows every outcome, writes results, says what to do next, and exits 0", async () => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await cli(["demo"], { cwd });
  for (const word of ["FAIL ", "UNKNOWN ", "pass ", "n/a "])
    expect(stdout).toContain(`\n  ${word}`);
  expect(stdout).toContain("What to do next:");
  expect(stderr).toMatch(
    /^Auditing five simulated environments over real XML-RPC and SSH on loopback\.\n\nenvaudit: made \S+\/envaudit\.db\.ledger\.pem, the key that signs the ledger of this store \(mode 0600\): .+\n$/,
  );
  expect(code).toBe(0);
  const results = readFileSync(join(cwd, "envaudit-demo", "results.json"), "utf8");
  expect(JSON.parse(results)).toHaveLength(5);
  expect(auditsIn(join(cwd, "envaudit-demo", "envaudit.db"))).toHaveLength(5);
  const again = await cli(["audit", "--demo", "staging-unsafe", "--format", "junit"], { cwd });
  expect(again.stdout).toMatch(/^<\?xml [^]*<testsuite name="staging-unsafe"/);
  expect(again.code).toBe(1);
});
