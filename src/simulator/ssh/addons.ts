import type { SimFile } from "../spec.ts";
import type { CommandResult } from "./result.ts";

type Files = Readonly<Record<string, SimFile>>;

/** What `find` and `grep` answer about the code of Odoo's modules; undefined for a use of them that is no auditor's. */
export function addonsCommand(
  files: Files,
  words: readonly string[],
  user: string,
): CommandResult | undefined {
  const [program, option = ""] = words;
  const paths = words.slice(words.indexOf("--") + 1);
  // No process was started with an option that says where modules are.
  if (program === "find" && option === "/proc") return { stdout: "", stderr: "", code: 1 };
  if (program === "find" && option === "-L") {
    return find(files, words.slice(2, words.indexOf("-mindepth")), user);
  }
  if (program !== "grep" || !words.includes("--")) return undefined;
  if (option === "-aH") return grepWhole(files, paths, user);
  const pattern = words[words.indexOf("-e") + 1] ?? "";
  return option === "-rlE" ? grepList(files, pattern, paths, user) : undefined;
}

const mayRead = (file: SimFile, user: string): boolean => file.readable || user === "root";

/** Folders are what the paths of the files say. Of what may not be read, find complains. */
function find(files: Files, roots: readonly string[], user: string): CommandResult {
  const lines: string[] = [];
  const complaints: string[] = [];
  for (const root of roots) {
    const below = Object.entries(files).filter(([path]) => path.startsWith(`${root}/`));
    if (below.length === 0) complaints.push(`find: '${root}': No such file or directory`);
    for (const [path, file] of below) {
      const depth = path.slice(root.length + 1).split("/").length;
      const isAsked = /\/(?:__manifest__\.py|__openerp__\.py|data\/neutralize\.sql)$/.test(path);
      if (depth >= 2 && depth <= 3 && isAsked) {
        lines.push(`${Buffer.byteLength(file.content)} ${path}`);
      }
    }
    for (const folder of closedFolders(below, user)) {
      complaints.push(`find: '${folder}': Permission denied`);
    }
  }
  return answer(lines, complaints, 1);
}

/** A folder whose every file is hidden counts as one that may not be looked into. */
function closedFolders(below: readonly (readonly [string, SimFile])[], user: string) {
  const folders = new Map<string, boolean>();
  for (const [path, file] of below) {
    const folder = path.replace(/\/[^/]*$/, "");
    folders.set(folder, (folders.get(folder) ?? true) && !mayRead(file, user));
  }
  return [...folders].filter(([, closed]) => closed).map(([folder]) => folder);
}

function grepWhole(files: Files, paths: readonly string[], user: string): CommandResult {
  const lines: string[] = [];
  const complaints: string[] = [];
  for (const path of paths) {
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined) complaints.push(`grep: ${path}: No such file or directory`);
    else if (!mayRead(file, user)) complaints.push(`grep: ${path}: Permission denied`);
    else {
      const text = file.content.replace(/\n$/, "");
      lines.push(...text.split("\n").map((line) => `${path}:${line}`));
    }
  }
  return answer(lines, complaints, 2);
}

function grepList(
  files: Files,
  pattern: string,
  paths: readonly string[],
  user: string,
): CommandResult {
  const expression = new RegExp(pattern.replaceAll("[:space:]", String.raw`\s`), "m");
  const lines: string[] = [];
  const complaints: string[] = [];
  for (const [path, file] of Object.entries(files)) {
    const isBelow = paths.some((root) => path === root || path.startsWith(`${root}/`));
    if (!isBelow || !path.endsWith(".py") || path.includes("/tests/")) continue;
    if (!mayRead(file, user)) complaints.push(`grep: ${path}: Permission denied`);
    else if (expression.test(file.content)) lines.push(path);
  }
  return answer(lines, complaints, 2);
}

/** `failure` is the code where anything was complained about; grep that finds nothing ends with 1. */
function answer(
  lines: readonly string[],
  complaints: readonly string[],
  failure: number,
): CommandResult {
  const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
  const none = lines.length === 0 && failure === 2 ? 1 : 0;
  return {
    stdout: text(lines),
    stderr: text(complaints),
    code: complaints.length > 0 ? failure : none,
  };
}
