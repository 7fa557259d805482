import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { simulated, writeConfig } from "../cli/environments.ts";
import { auditsIn, follow, mainPath, temporaryFolder, until } from "../cli/support.ts";
import { gateTo } from "../daemon/support.ts";
import { installed, old } from "./support.ts";

/** The launcher on an old Node, as the leader of a group of its own like a shell's job. */
function launch(folder: string, args: readonly string[], cwd = folder) {
  const command = [join(folder, "bin/envaudit.js"), ...args];
  const child = spawn(old ?? "", command, { cwd, detached: true });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), "SIGKILL");
    } catch {
      // The whole group has ended, as it should.
    }
  });
  return follow(child);
}

/** The daemon below a launcher, with an audit under way that ends when the gate is opened. */
async function serving() {
  const safe = await simulated("safe");
  const gate = await gateTo(safe.odoo.url);
  const cwd = temporaryFolder();
  writeConfig(cwd, { safe: { ...safe, odoo: { ...safe.odoo, url: gate.url } } });
  const folder = installed(`await import(${JSON.stringify(mainPath)});`);
  const running = launch(folder, ["serve"], cwd);
  await running.says(/\/readyz/);
  await until("the audit to be under way", () => gate.accepted() > 0);
  return { running, gate, store: join(cwd, "envaudit.db"), pid: running.process.pid ?? 0 };
}

// Where no old Node is on the path, the launcher has no program to pass a signal on to.
describe.skipIf(old === undefined)("below the launcher on an old Node", () => {
  test.each([
    ["SIGTERM to the launcher alone", (pid: number) => process.kill(pid, "SIGTERM")],
    [
      "SIGTERM to both, as a service manager sends it",
      (pid: number) => process.kill(-pid, "SIGTERM"),
    ],
    ["SIGINT to both, as Ctrl-C sends it", (pid: number) => process.kill(-pid, "SIGINT")],
  ])("the daemon drains upon %s", async (_, ask) => {
    const { running, gate, store, pid } = await serving();
    ask(pid);
    await running.says(/"msg":"stopping"/);
    gate.open();
    const { code, signal } = await running.ended();
    expect([code, signal]).toEqual([0, null]);
    expect(auditsIn(store)).toHaveLength(1);
  });

  test("the daemon ends at once upon the second Ctrl-C", async () => {
    const { running, store, pid } = await serving();
    process.kill(-pid, "SIGINT");
    await running.says(/"msg":"stopping"/);
    process.kill(-pid, "SIGINT");
    expect((await running.ended()).code).toBe(130);
    expect(auditsIn(store)).toEqual([]);
  });

  test("SIGHUP reloads the daemon's configuration", async () => {
    const { running, gate, pid } = await serving();
    process.kill(pid, "SIGHUP");
    await running.says(/configuration reloaded/);
    gate.open();
    process.kill(pid, "SIGTERM");
    expect((await running.ended()).code).toBe(0);
  });

  test("a program that a signal ended is told from one that ended by itself", async () => {
    const running = launch(installed('process.kill(process.pid, "SIGKILL");'), []);
    const { code, signal } = await running.ended();
    expect([code, signal]).toEqual([null, "SIGKILL"]);
  });

  test("a program that was too young to listen ends by the signal that was sent", async () => {
    const young = 'console.log("young"); setInterval(() => undefined, 1000);';
    const running = launch(installed(young), []);
    await running.says(/young/);
    running.process.kill("SIGTERM");
    const { code, signal } = await running.ended();
    expect([code, signal]).toEqual([null, "SIGTERM"]);
  });
});

test("a program that cannot be loaded is told in one line", async () => {
  const folder = installed('import "no-such-package";');
  const running = follow(spawn(process.execPath, [join(folder, "bin/envaudit.js")]));
  const { code, stderr } = await running.ended();
  expect(stderr).toMatch(
    /^envaudit: it cannot be loaded \(Cannot find package 'no-such-package'.*\): run npm ci in its folder\n$/,
  );
  expect(code).toBe(70);
});
