import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { follow, type Ended } from "../cli/support.ts";
import { installed, launcherPath, old } from "./support.ts";

/** A program that tells how it was run, and waits for a signal when it is asked to. */
const program = `console.log(process.version, ...process.argv.slice(2));
if (process.argv[2] === "fail") process.exit(2);
if (process.argv[2] === "wait") {
  for (const signal of ["SIGTERM", "SIGUSR2"]) process.on(signal, () => { console.log(signal); process.exit(130); });
  setInterval(() => undefined, 1000);
}`;

const launch = (node: string, folder: string, ...args: readonly string[]) =>
  follow(spawn(node, [join(folder, "bin/envaudit.js"), ...args]));
const run = (node: string, folder: string, ...args: readonly string[]): Promise<Ended> =>
  launch(node, folder, ...args).ended();

describe("the launcher on a Node that is new enough", () => {
  test("loads the program in its own process", async () => {
    const { stdout, code } = await run(process.execPath, installed(program), "audit", "x y");
    expect([stdout, code]).toEqual([`${process.version} audit x y\n`, 0]);
  });

  test("says in one line that it is not built", async () => {
    const { stderr, code } = await run(process.execPath, installed(undefined));
    expect(stderr).toBe("envaudit: it is not built: run npm ci in its folder\n");
    expect(code).toBe(78);
  });
});

// Where every Node on the path is new, nothing can be old: said by the name of the skipped group.
describe.skipIf(old === undefined)("the launcher on an old Node", () => {
  const node = old ?? "";

  test("runs the program on the Node of the platform's package, with its exit code", async () => {
    const { stdout, code } = await run(node, installed(program), "fail");
    expect(stdout).toMatch(/^v24\.\d+\.\d+ fail\n$/);
    expect(code).toBe(2);
  });

  test("says in one line that no new Node is there", async () => {
    const { stderr, code } = await run(node, installed(program, { node: false }));
    expect(stderr).toMatch(/^envaudit: it needs Node 22\.18 or newer; this is v\S+, .*npm ci.*\n$/);
    expect(code).toBe(78);
  });

  test("passes on what asks it to stop", async () => {
    const running = launch(node, installed(program), "wait");
    await running.says(/wait/);
    running.process.kill("SIGTERM");
    const { stdout, code } = await running.ended();
    expect(stdout).toContain("SIGUSR2");
    expect(code).toBe(130);
  });
});

test("the launcher may be run and names its Node in the first line", () => {
  const text = execFileSync("head", ["-1", launcherPath], { encoding: "utf8" });
  expect(text).toBe("#!/usr/bin/env node\n");
  expect(() => execFileSync("test", ["-x", launcherPath])).not.toThrow();
});
