import { spawn } from "node:child_process";
import { existsSync, openSync, closeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeConfig } from "./environments.ts";
import { auditsIn, follow, mainPath, start, temporaryFolder } from "./support.ts";

const dark = { dark: { gaps: ["api", "ssh", "sql", "http"] as const } };

test("3 when the reader of the result went away, without a word", async () => {
  const folder = temporaryFolder();
  writeConfig(folder, dark);
  const running = start(["audit"], { cwd: folder });
  running.process.stdout?.destroy();
  const { code, stderr } = await running.ended();
  expect([code, stderr]).toEqual([3, ""]);
  expect(auditsIn(join(folder, "envaudit.db"))).toHaveLength(1); // recorded all the same
});

test("the exit code of the audit when nobody reads its messages", async () => {
  const running = start(["adit"], { cwd: temporaryFolder() });
  running.process.stderr?.destroy();
  expect((await running.ended()).code).toBe(64);
});

test.skipIf(!existsSync("/dev/full"))("3 when the result cannot be written", async () => {
  const folder = temporaryFolder();
  writeConfig(folder, dark);
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [mainPath, "audit"], {
    cwd: folder,
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  const { code, stderr } = await follow(child).ended();
  expect(stderr).toBe("envaudit: cannot write the result: ENOSPC\n");
  expect(code).toBe(3);
});
