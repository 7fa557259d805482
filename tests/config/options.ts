import { generateKeyPairSync } from "node:crypto";
import { nodeFiles, type Files } from "../../src/config/files.ts";
import { loadConfig, type Config, type LoadOptions } from "../../src/config/load.ts";
import { ConfigError } from "../../src/model/errors.ts";
import { formatProblem } from "../../src/model/problem.ts";
import { loadOwnAssets } from "../../src/registry/assets.ts";

/** A secret that must never be shown: it stands in files and variables of the tests. */
export const canary = "canary-7f3a";

const { privateKey } = generateKeyPairSync("ed25519");
const lock = { cipher: "aes-128-cbc", passphrase: "x" } as const;

export const env = {
  SECRET: canary,
  EMPTY: " ",
  KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  LOCKED_KEY: privateKey.export({ type: "pkcs8", format: "pem", ...lock }).toString(),
};

export const roles = {
  personas: ["developer", "qa_tester", "release_manager", "sre"],
  agents: { build_engineer: ["developer"], twofold: ["developer", "sre"] },
};

/** None of these tests is about exceptions. */
export const loadExceptions = () => ({ exceptions: [], problems: [] });

/** Files that stand in memory under `/etc/envaudit`, private unless `modes` says otherwise. */
export function memoryFiles(
  texts: Readonly<Record<string, string>>,
  modes: Readonly<Record<string, number>> = {},
): Files {
  const folder = "/etc/envaudit/";
  const missing = () => Object.assign(new Error("missing"), { code: "ENOENT" });
  return {
    readText: (path) => {
      const text = texts[path.replace(folder, "")];
      if (text === undefined) throw missing();
      return text;
    },
    list: (path) => {
      const inside = `${path}/`.replace(folder, "");
      const names = Object.keys(texts).filter((name) => name.startsWith(inside));
      return names.map((name) => name.slice(inside.length));
    },
    mode: (path) => modes[path.replace(folder, "")] ?? 0o100600,
  };
}

export function load(texts: Readonly<Record<string, string>>, modes = {}): Config {
  const path = "/etc/envaudit/envaudit.yaml";
  return loadConfig({
    path,
    files: memoryFiles(texts, modes),
    env,
    ...roles,
    loadAssets: loadOwnAssets,
    loadExceptions,
  });
}

/** What loading complains about, one line per problem. */
export function complaints(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

export function onDisk(path: string): LoadOptions {
  return { path, files: nodeFiles, env, ...roles, loadAssets: loadOwnAssets, loadExceptions };
}
