import { join } from "node:path";
import { expect, test } from "vitest";
import { silentHost } from "../support/http-hosts.ts";
import { odooAt, simulated, writeConfig } from "./environments.ts";
import { auditsIn, start, temporaryFolder, until } from "./support.ts";

/** A running audit of a safe environment, which is recorded soon, and of a silent one. */
async function halfDone() {
  const silent = await silentHost();
  const folder = temporaryFolder();
  writeConfig(folder, {
    safe: await simulated("safe"),
    silent: { odoo: odooAt(silent.url), gaps: ["ssh"] },
  });
  const store = join(folder, "envaudit.db");
  const running = start(["audit"], { cwd: folder });
  await until("the first audit and the silent host's turn", () => {
    return auditsIn(store).length === 1 && silent.accepted() > 0;
  });
  return { running, folder, store, silent };
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "130 after %s, with what was finished before recorded and printed",
  async (signal) => {
    const { running, store, silent } = await halfDone();
    await using _ = silent;
    running.process.kill(signal);
    const { code, stdout, stderr } = await running.ended();
    expect(stdout).toMatch(/^safe {2}staging, Odoo 17\.0: /);
    expect(stdout).not.toContain("silent");
    expect([code, stderr]).toEqual([130, ""]);
    expect(auditsIn(store).map(({ environment }) => environment)).toEqual(["safe"]);
  },
);

const ignoring = ["--import", new URL("./preload/ignores-signals.ts", import.meta.url).href];

test("130 at once after a second Ctrl-C", async () => {
  const running = start(["audit"], { cwd: temporaryFolder(), node: ignoring });
  await running.says(/working/);
  running.process.kill("SIGINT");
  await running.says(/asked/); // the first one only asks
  running.process.kill("SIGINT");
  const { code, signal } = await running.ended();
  expect([code, signal]).toEqual([130, null]);
});

test("a signal that the launcher passes on beside the program's own is the same one", async () => {
  const running = start(["audit"], { cwd: temporaryFolder(), node: ignoring });
  await running.says(/working/);
  running.process.kill("SIGUSR2");
  running.process.kill("SIGINT");
  await running.says(/asked/);
  expect(running.process.exitCode).toBeNull();
  running.process.kill("SIGUSR2");
  expect((await running.ended()).code).toBe(130);
});

test("a second command waits for the first, says so, and is interrupted or goes on", async () => {
  const { running, folder, store, silent } = await halfDone();
  await using _ = silent;
  const [impatient, patient] = [0, 1].map(() => start(["audit", "safe"], { cwd: folder }));
  const waits = new RegExp(
    `^envaudit: waiting for envaudit audit \\(process ${running.process.pid}\\) to release .+\\n$`,
  );
  await impatient?.says(waits);
  await patient?.says(waits);
  impatient?.process.kill("SIGINT");
  expect((await impatient?.ended())?.code).toBe(130);
  running.process.kill("SIGKILL"); // the kernel drops its lock
  expect((await patient?.ended())?.code).toBe(0);
  expect(auditsIn(store)).toHaveLength(2);
});
