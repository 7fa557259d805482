import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cloneOf } from "../../src/simulator/breaks.ts";
import { odooAt, simulated, writeConfig } from "../cli/environments.ts";
import { auditsIn, cli, start, temporaryFolder, until, type Running } from "../cli/support.ts";
import { silentHost } from "../support/http-hosts.ts";

type Served = { readonly running: Running; readonly folder: string; readonly store: string };

/** The real daemon on the configuration of `folder`, once it listens. */
async function serve(folder: string): Promise<Served & { readonly url: string }> {
  const running = start(["serve"], { cwd: folder });
  const [, url = ""] = await running.says(/(http:\/\/\S+)\/metrics/);
  return { running, folder, store: join(folder, "envaudit.db"), url };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();
const triggers = (store: string): readonly string[] =>
  auditsIn(store).map(({ environment, trigger }) => `${environment} ${trigger}`);

async function stopped({ running }: Served): Promise<void> {
  running.process.kill("SIGTERM");
  expect((await running.ended()).code).toBe(0);
}

describe("the daemon", () => {
  test("audits at once, serves what it found, and stops when it is told", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { broken: await simulated("broken", "mail.outgoing-servers") });
    const served = await serve(folder);
    await until("the first audit", () => auditsIn(served.store).length === 1);
    expect(await text(`${served.url}/metrics`)).toContain(
      'envaudit_check_passing{environment="broken",control="mail_suppression",check="mail.outgoing-servers"} 0',
    );
    expect(await text(`${served.url}/healthz`)).toBe("ok\n");
    expect(JSON.parse(await text(`${served.url}/readyz`))).toEqual({ ready: true, problems: [] });
    await stopped(served);
    expect(triggers(served.store)).toEqual(["broken schedule"]);
  });

  test("keeps the running configuration when the new one is bad, and says so", async () => {
    const folder = temporaryFolder();
    const safe = await simulated("safe");
    const path = writeConfig(folder, { safe });
    const good = readFileSync(path, "utf8");
    const served = await serve(folder);
    const metric = async (): Promise<string | undefined> =>
      /^envaudit_config_last_reload_successful (\d)$/m.exec(
        await text(`${served.url}/metrics`),
      )?.[1];
    expect(await metric()).toBe("1");

    writeFileSync(path, good.replace("tier: staging", "tier: stagging"));
    served.running.process.kill("SIGHUP");
    await served.running.says(/the new configuration is bad, the running one stays/);
    expect(served.running.written.stderr).toContain("did you mean `staging`?");
    await until("the metric of a bad reload", async () => (await metric()) === "0");
    expect(await text(`${served.url}/metrics`)).toContain('environment="safe"');

    writeConfig(folder, { renamed: safe });
    served.running.process.kill("SIGHUP");
    await served.running.says(/configuration reloaded/);
    await until("the metric of a good reload", async () => (await metric()) === "1");
    await until("an audit under the new name", () =>
      triggers(served.store).includes("renamed schedule"),
    );
    expect(await text(`${served.url}/metrics`)).not.toContain('environment="safe"');
    await stopped(served);
  });

  test("audits an environment at once when it was restored, and once", async () => {
    const folder = temporaryFolder();
    const safe = await simulated("safe");
    writeConfig(folder, { safe }, { refreshPoll: "1s" });
    const served = await serve(folder);
    await until("the first audit", () => auditsIn(served.store).length === 1);
    safe.change(cloneOf("another")); // another uuid and secret: what a restore leaves
    await until("the audit after the restore", () =>
      triggers(served.store).includes("safe refresh"),
    );
    // Two further looks see the same database.
    const looks = (): number => safe.calls.filter((c) => c.model === "ir.config_parameter").length;
    const before = looks();
    await until("two more looks", () => looks() >= before + 2);
    expect(triggers(served.store)).toEqual(["safe schedule", "safe refresh"]);
    await stopped(served);
  });

  test("tests itself, and shows of each check whether it still sees", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { safe: await simulated("safe") }, { selfTestEvery: "2s" });
    const served = await serve(folder);
    await served.running.says(/"blind":0,"msg":"tested itself"/);
    const page = await text(`${served.url}/metrics`);
    expect(page).toMatch(/^envaudit_selftest_passing\{check="mail.outgoing-servers"\} 1$/m);
    expect(page).not.toMatch(/^envaudit_selftest_passing\{.*\} 0$/m);
    expect(page).toMatch(/^envaudit_selftest_last_run_timestamp_seconds \d{10}/m);
    await stopped(served);
  });

  test("does the audits of a command beside it", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { broken: await simulated("broken", "mail.outgoing-servers") });
    const served = await serve(folder);
    await until("the first audit", () => auditsIn(served.store).length === 1);
    const beside = await cli(["audit"], { cwd: folder });
    expect(beside.stdout).toContain("mail.outgoing-servers");
    expect([beside.code, beside.stderr]).toEqual([1, ""]);
    expect(triggers(served.store)).toEqual(["broken schedule", "broken manual"]);
    expect(served.running.written.stderr).toContain('"trigger":"manual"');
    await stopped(served);
  });

  test("killed in the middle, leaves the store to the next command", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { safe: await simulated("safe") });
    const served = await serve(folder);
    await until("the first audit", () => auditsIn(served.store).length === 1);
    served.running.process.kill("SIGKILL");
    await served.running.ended();
    const { code, stderr } = await cli(["audit"], { cwd: folder });
    expect([code, stderr]).toEqual([0, ""]);
    expect(triggers(served.store)).toEqual(["safe schedule", "safe manual"]);
  });

  test("is alone on its store", async () => {
    const folder = temporaryFolder();
    writeConfig(folder, { safe: await simulated("safe") });
    const served = await serve(folder);
    const second = await cli(["serve"], { cwd: folder });
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/envaudit\.db is in use by envaudit serve, process \d+/);
    await stopped(served);
  });

  test("ends at once at a second signal, though a host is silent", async () => {
    const folder = temporaryFolder();
    await using silent = await silentHost();
    writeConfig(folder, { silent: { odoo: odooAt(silent.url), gaps: ["ssh"] } });
    const served = await serve(folder);
    await until("the silent host's turn", () => silent.accepted() > 0);
    served.running.process.kill("SIGTERM");
    await served.running.says(/stopping/);
    served.running.process.kill("SIGTERM");
    expect((await served.running.ended()).code).toBe(130);
    expect(auditsIn(served.store)).toEqual([]);
  });

  test("shows a planted secret nowhere", async () => {
    const folder = temporaryFolder();
    const safe = await simulated("safe");
    const password = "canary-3f9c1b7e-password";
    const wrong = { ...safe, odoo: { ...safe.odoo, password } };
    writeConfig(folder, { safe, wrong }, { logLevel: "trace" });
    const served = await serve(folder);
    await until("both audits", () => auditsIn(served.store).length === 2);
    const metrics = await text(`${served.url}/metrics`);
    const table = await cli(["audit", "wrong"], { cwd: folder });
    await stopped(served);
    const { stdout, stderr } = served.running.written;
    const store = readFileSync(served.store, "latin1");
    const everything = [stdout, stderr, metrics, table.stdout, table.stderr, store].join("\n");
    expect(everything).toContain("auth_failed");
    expect(everything).not.toContain(password);
    expect(everything).not.toContain(safe.odoo.password);
    expect(everything).not.toContain(safe.ssh.privateKey.split("\n")[2]);
  });
});
