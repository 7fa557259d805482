import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { follow, temporaryFolder, type Ended } from "../cli/support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const platform = `node-${process.platform}-${process.arch}`;

/** A folder with the launcher alone, and a program that tells how it was run and waits for a signal. */
function installed({ dist = true, node = true } = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  cpSync(join(root, "bin/envaudit.js"), join(folder, "bin/envaudit.js"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  if (dist) {
    mkdirSync(join(folder, "dist/cli"), { recursive: true });
    writeFileSync(
      join(folder, "dist/cli/main.js"),
      `console.log(process.version, ...process.argv.slice(2));
if (process.argv[2] === "fail") process.exit(2);
if (process.argv[2] === "wait") {
  for (const signal of ["SIGTERM", "SIGUSR2"]) process.on(signal, () => { console.log(signal); process.exit(130); });
  setInterval(() => undefined, 1000);
}`,
    );
  }
  if (node) {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(join(root, "node_modules", platform), join(folder, "node_modules", platform));
  }
  return folder;
}

const launch = (node: string, folder: string, ...args: readonly string[]) =>
  follow(spawn(node, [join(folder, "bin/envaudit.js"), ...args]));
const run = (node: string, folder: string, ...args: readonly string[]): Promise<Ended> =>
  launch(node, folder, ...args).ended();

/** A Node on the path that is too old for the program, where the machine has one. */
function oldNode(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, "node"))
    .find((path) => {
      if (!existsSync(path)) return false;
      const version = execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" });
      return Number(version.split(".")[0]) < 22;
    });
}

const hasPlatformNode = existsSync(join(root, "node_modules", platform));

describe("the launcher on a Node that is new enough", () => {
  test("loads the program in its own process", async () => {
    const { stdout, code } = await run(process.execPath, installed(), "audit", "x y");
    expect([stdout, code]).toEqual([`${process.version} audit x y\n`, 0]);
  });

  test("says in one line that it is not built", async () => {
    const { stderr, code } = await run(process.execPath, installed({ dist: false }));
    expect(stderr).toBe("envaudit: it is not built: run npm ci in its folder\n");
    expect(code).toBe(78);
  });
});

const old = oldNode();
// Where every Node on the path is new, nothing can be old: said by the name of the skipped group.
describe.skipIf(old === undefined || !hasPlatformNode)("the launcher on an old Node", () => {
  const node = old ?? "";

  test("runs the program on the Node of the platform's package, with its exit code", async () => {
    const { stdout, code } = await run(node, installed(), "fail");
    expect(stdout).toMatch(/^v24\.\d+\.\d+ fail\n$/);
    expect(code).toBe(2);
  });

  test("says in one line that no new Node is there", async () => {
    const { stderr, code } = await run(node, installed({ node: false }));
    expect(stderr).toMatch(/^envaudit: it needs Node 22\.18 or newer; this is v\S+, .*npm ci.*\n$/);
    expect(code).toBe(78);
  });

  test("passes on what asks it to stop", async () => {
    const running = launch(node, installed(), "wait");
    await running.says(/wait/);
    running.process.kill("SIGTERM");
    const { stdout, code } = await running.ended();
    expect(stdout).toContain("SIGUSR2");
    expect(code).toBe(130);
  });
});

test("the launcher may be run and names its Node in the first line", () => {
  const text = execFileSync("head", ["-1", join(root, "bin/envaudit.js")], { encoding: "utf8" });
  expect(text).toBe("#!/usr/bin/env node\n");
  expect(() => execFileSync("test", ["-x", join(root, "bin/envaudit.js")])).not.toThrow();
});
