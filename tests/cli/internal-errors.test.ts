import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { cli, follow, mainPath, temporaryFolder } from "./support.ts";
import { runHere } from "./streams.ts";

const preload = (name: string): readonly string[] => [
  "--import",
  new URL(`./preload/${name}.ts`, import.meta.url).href,
];
const hint = "This is a bug in envaudit. ENVAUDIT_TRACE=1 shows where.\n";

test.each([
  ["exception", "TypeError: a mistake\\u001b[2J of ours"],
  ["rejection", "TypeError: a mistake\\u001b[2J of ours"],
  ["rejected text", "a mistake of ours"],
])("70 for an uncaught %s", async (way, says) => {
  const started = { cwd: temporaryFolder(), node: preload("throws"), env: { WAY: way } };
  const { code, stderr, stdout } = await cli(["audit"], started);
  expect(stderr).toBe(`envaudit: internal error: ${says}\n${hint}`);
  expect([code, stdout]).toEqual([70, ""]);
});

test("70 with a trace where it was asked for", async () => {
  const env = { WAY: "exception", ENVAUDIT_TRACE: "1" };
  const { code, stderr } = await cli(["audit"], {
    cwd: temporaryFolder(),
    node: preload("throws"),
    env,
  });
  expect(stderr).toMatch(/^envaudit: internal error: TypeError.*\n[^]*throws\.ts:\d+/);
  expect(code).toBe(70);
});

test("70 when nothing is left that could end the work", async () => {
  const started = { cwd: temporaryFolder(), node: preload("never-ends") };
  const { code, stderr } = await cli(["audit"], started);
  expect(stderr).toContain("internal error: Error: the program came to an end before its work did");
  expect(code).toBe(70);
});

test("70 for the same when the program was loaded by a launcher", async () => {
  const loading = `void import(${JSON.stringify(mainPath)})`;
  const inline = ["--input-type=module", "--eval", loading];
  const args = [...preload("never-ends"), ...inline, "launcher", "audit"];
  const { code } = await follow(spawn(process.execPath, args)).ended();
  expect(code).toBe(70);
});

test("70 for an error of ours inside a command", async () => {
  const signal = { aborted: false } as AbortSignal; // no signal at all: a command cannot work with it
  const { code, stderr } = await runHere(
    ["doctor", "--demo", "staging"],
    temporaryFolder(),
    signal,
  );
  expect(stderr).toMatch(/^envaudit: internal error: TypeError.*\nThis is a bug in envaudit\./);
  expect(code).toBe(70);
});
