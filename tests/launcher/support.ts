import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../cli/support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const platform = `node-${process.platform}-${process.arch}`;

export const launcherPath = join(root, "bin/envaudit.js");

/**
 * A folder with the launcher, `program` in place of what is built (nothing without it), and the Node of the
 * platform's package, unless there is to be none.
 */
export function installed(program: string | undefined, { node = true } = {}): string {
  const folder = temporaryFolder();
  for (const each of ["bin", "dist/cli", "node_modules"]) {
    mkdirSync(join(folder, each), { recursive: true });
  }
  cpSync(launcherPath, join(folder, "bin/envaudit.js"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  if (program !== undefined) writeFileSync(join(folder, "dist/cli/main.js"), program);
  if (node) {
    symlinkSync(join(root, "node_modules", platform), join(folder, "node_modules", platform));
  }
  return folder;
}

/** A Node on the path that is too old for the program, where the machine has one. */
function oldNode(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, "node"))
    .find((path) => {
      if (!existsSync(path)) return false;
      const version = execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" });
      return Number(version.split(".")[0]) < 22;
    });
}

/** The old Node; undefined also where the platform's package is not installed, which it would start. */
export const old = existsSync(join(root, "node_modules", platform)) ? oldNode() : undefined;
