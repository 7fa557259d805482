import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitCodes, worst } from "../../src/cli/exit.ts";
import { closedUrl } from "../support/http-hosts.ts";
import { odooAt, simulated, writeConfig } from "./environments.ts";
import { auditsIn, cli, temporaryFolder } from "./support.ts";

/** One run of `audit` on a folder's configuration, with one line of standard error at most. */
async function audit(folder: string, ...args: readonly string[]) {
  const ended = await cli(["audit", ...args], { cwd: folder });
  expect(ended.stderr).not.toMatch(/ {4}at /);
  return ended;
}

describe("audit", () => {
  test("exits 0 for a safe environment", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { safe: await simulated("safe") });
    const { code, stdout, stderr } = await audit(folder);
    expect(stdout).toMatch(
      /^safe {2}staging, Odoo 17\.0: 6 unknown, \d+ passing, \d+ not applicable\n/,
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  test("exits 1 for an unsafe environment, and says the record and the remedy", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { unsafe: await simulated("unsafe", "mail.outgoing-servers") });
    const { code, stdout } = await audit(folder);
    expect(stdout).toMatch(/FAIL +critical +mail\.outgoing-servers/);
    expect(stdout).toMatch(/ {6}ir\.mail_server,1 .*\n {8}do: Archive ir\.mail_server 1/);
    expect(code).toBe(1);
  });

  test("exits 2 for an unreachable environment", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { away: { odoo: odooAt(await closedUrl()), gaps: ["ssh"] } });
    const { code, stdout } = await audit(folder);
    expect(stdout).toContain("connection refused");
    expect(code).toBe(2);
  });

  test("exits 2 when one of several is unknown and none fails", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, {
      safe: await simulated("safe"),
      away: { odoo: odooAt(await closedUrl()), gaps: ["ssh"] },
    });
    expect((await audit(folder)).code).toBe(2);
    expect((await audit(folder, "safe")).code).toBe(0);
  });

  test("exits 1 when one of several fails, whatever is unknown beside it", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, {
      away: { odoo: odooAt(await closedUrl()), gaps: ["ssh"] },
      unsafe: await simulated("unsafe", "mail.outgoing-queue"),
    });
    expect((await audit(folder)).code).toBe(1);
  });

  test("exits 0 when no finding is as severe as --fail-on says", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { unsafe: await simulated("unsafe", "mail.outgoing-queue") });
    const one = ["--check", "mail.outgoing-queue"];
    const strict = await audit(folder, ...one);
    expect([strict.code, /FAIL +(\w+)/.exec(strict.stdout)?.[1]]).toEqual([1, "high"]);
    const lenient = await audit(folder, ...one, "--fail-on", "critical");
    expect(lenient.stdout).toBe(strict.stdout); // it is shown all the same
    expect(lenient.code).toBe(0);
    expect((await audit(folder, ...one, "--fail-on", "high")).code).toBe(1);
  });

  test("judges only the controls and checks that are named", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { unsafe: await simulated("unsafe", "mail.outgoing-queue") });
    const other = await audit(folder, "--control", "lifecycle", "--format", "json");
    expect(other.code).toBe(0);
    const [record] = JSON.parse(other.stdout) as [{ results: { check: string }[] }];
    expect(record.results.map(({ check }) => check).toSorted()).toEqual([
      "lifecycle.abandoned",
      "lifecycle.age",
      "lifecycle.declared",
      "lifecycle.expired",
      "lifecycle.expiring",
      "lifecycle.undeclared-databases",
      "lifecycle.undeclared-services",
    ]);
    // Of one kind they are added up, of two they narrow.
    const both = ["--control", "lifecycle", "--control", "mail_suppression"];
    const queue = ["--check", "mail.outgoing-queue", "--check", "integrations.webhooks"];
    const narrow = await audit(folder, ...both, ...queue, "--format", "json");
    const [narrowed] = JSON.parse(narrow.stdout) as [{ results: { check: string }[] }];
    expect(narrowed.results.map(({ check }) => check)).toEqual(["mail.outgoing-queue"]);
    expect(narrow.code).toBe(1);
  });

  test("exits 0 for what is unknown by an accepted gap", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { dark: { gaps: ["api", "ssh", "sql", "http"] } });
    const { code, stdout } = await audit(folder);
    expect(stdout).toContain("transport_not_configured, an accepted gap");
    expect(code).toBe(0);
  });

  test("exits 2 for the same when nobody accepted the gap", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { dark: {} });
    expect((await audit(folder)).code).toBe(2);
  });

  test("exits 3 when the store's folder is a file", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    writeConfig(folder, { dark: {} }, { store: "./file/envaudit.db" });
    const { code, stdout, stderr } = await audit(folder);
    expect(stderr).toMatch(/^envaudit: store \S+\/file\/envaudit\.db\S*: .+\n$/);
    expect([code, stdout]).toEqual([3, ""]);
  });

  test("exits 3 when the store is a folder", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { dark: {} }, { store: "." });
    const { code, stderr } = await audit(folder);
    expect(stderr).toMatch(/^envaudit: .+\n$/);
    expect(code).toBe(3);
  });

  test("exits 3 when the store is something else than a database", async () => {
    const folder = temporaryFolder();
    const path = writeConfig(folder, { dark: {} }, { store: "./envaudit.yaml" });
    const before = readFileSync(path, "utf8");
    const { code, stderr } = await audit(folder);
    expect(stderr).toMatch(/^envaudit: store \S+: the file is not a SQLite database\n$/);
    expect(code).toBe(3);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("exits 3 when others may read the digest key", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { dark: {} });
    writeFileSync(join(folder, "envaudit.db.key"), "0".repeat(64), { mode: 0o644 });
    const { code, stderr } = await audit(folder);
    expect(stderr).toContain("others may read the digest key; chmod 600 it");
    expect(code).toBe(3);
  });

  test("records what it prints", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { safe: await simulated("safe"), dark: {} });
    await audit(folder);
    const audits = auditsIn(join(folder, "envaudit.db"));
    const recorded = audits.map((a) => [a.environment, a.trigger, a.complete]);
    expect(recorded.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ["dark", "manual", 0],
      ["safe", "manual", 1],
    ]);
  });
});

test("the worst code wins", () => {
  expect(Object.values(exitCodes).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 64, 70, 78, 130]);
  const inOrder = [130, 78, 64, 70, 3, 1, 2, 0] as const;
  for (const [i, code] of inOrder.entries()) expect(worst(inOrder.slice(i))).toBe(code);
  expect(worst([0, 2, 1])).toBe(1);
  expect(worst([])).toBe(0);
});
