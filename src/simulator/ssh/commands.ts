import type { SimFile, SimHost } from "../spec.ts";
import { addonsCommand } from "./addons.ts";
import type { CommandResult } from "./result.ts";
import { shellWords } from "./words.ts";

export type { CommandResult };

const out = (stdout: string): CommandResult => ({ stdout, stderr: "", code: 0 });
const failed = (stderr: string, code: number): CommandResult => ({
  stdout: "",
  stderr: `${stderr}\n`,
  code,
});

/** What the simulated host answers to one command line. Nothing runs, whatever the line says. */
export function runCommand(host: SimHost, line: string): CommandResult {
  const words = shellWords(line);
  if (words === undefined) return failed("sh: 1: Syntax error", 2);
  const inner = afterPrefix(words, host.wrapper);
  if (inner === undefined) return notFound(words[0] ?? "");
  return withPrefixes(host, inner, host.user);
}

const notFound = (program: string): CommandResult => failed(`sh: 1: ${program}: not found`, 127);

function afterPrefix(
  words: readonly string[],
  prefix: readonly string[],
): readonly string[] | undefined {
  return prefix.every((word, index) => words[index] === word)
    ? words.slice(prefix.length)
    : undefined;
}

/** Takes `env LC_ALL=C` and `sudo -n` off the front, in any order, and runs what is left. */
function withPrefixes(host: SimHost, words: readonly string[], user: string): CommandResult {
  const afterEnv = afterPrefix(words, ["env", "LC_ALL=C"]);
  if (afterEnv !== undefined) return withPrefixes(host, afterEnv, user);
  const afterSudo = afterPrefix(words, ["sudo", "-n"]);
  if (afterSudo === undefined) return runProgram(host, words, user);
  if (!host.sudo) return failed("sudo: a password is required", 1);
  return withPrefixes(host, afterSudo, "root");
}

function runProgram(host: SimHost, words: readonly string[], user: string): CommandResult {
  const [program = "", ...args] = words;
  const path = args.at(-1) ?? "";
  switch (words.slice(0, -1).join(" ")) {
    case "id":
      return path === "-un" ? out(`${user}\n`) : failed("id: invalid option", 1);
    case "ps -ww -eo":
      return path === "pid=,user:32=,args="
        ? out((host.processes ?? []).map((line) => `${line}\n`).join(""))
        : failed("error: unknown user-defined format specifier", 1);
    case "cat --":
      return cat(host.files, path, user);
    case "stat -L -c %a %U %G --":
      return stat(host.files, path);
    default:
      return addonsCommand(host.files, words, user) ?? notFound(program);
  }
}

type Files = Readonly<Record<string, SimFile>>;
const fileAt = (files: Files, path: string): SimFile | undefined =>
  Object.hasOwn(files, path) ? files[path] : undefined;

function cat(files: Files, path: string, user: string): CommandResult {
  const file = fileAt(files, path);
  if (file === undefined) return failed(`cat: ${path}: No such file or directory`, 1);
  const allowed = file.readable || user === "root";
  return allowed ? out(file.content) : failed(`cat: ${path}: Permission denied`, 1);
}

function stat(files: Files, path: string): CommandResult {
  const file = fileAt(files, path);
  if (file === undefined) {
    return failed(`stat: cannot statx '${path}': No such file or directory`, 1);
  }
  return out(`${file.mode} ${file.owner} ${file.group}\n`);
}
