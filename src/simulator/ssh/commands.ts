import type { SimFile, SimHost } from "../spec.ts";
import { accessCommand } from "./access.ts";
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
  if (program === "/usr/sbin/postconf") return postconf(host, args);
  if (program === "python3") return connectOut(host, args);
  if (program === "grep" && args[0] === "-hE") return grep(host.files, args, user);
  if (program === "ls") return ls(host.files, args);
  if (program === "cat" && args.length > 2 && args[1] !== "/proc/net/tcp") {
    return catAll(host.files, args, user);
  }
  switch (words.slice(0, -1).join(" ")) {
    case "id":
      return path === "-un" ? out(`${user}\n`) : failed("id: invalid option", 1);
    case "ps -ww -eo":
      return path === "pid=,user:32=,args="
        ? out((host.processes ?? []).map((line) => `${line}\n`).join(""))
        : failed("error: unknown user-defined format specifier", 1);
    case "cat -- /proc/net/tcp":
      return out(procNetTcp(host.listening));
    case "cat --":
      return cat(host.files, path, user);
    case "stat -L -c %a %U %G --":
      return stat(host.files, path);
    default:
      return (
        accessCommand(host.files, words, user) ??
        addonsCommand(host.files, words, user) ??
        notFound(program)
      );
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

/** `cat -- FILE FILE…`: what can be read, and a line for each that cannot. */
function catAll(files: Files, [, ...paths]: readonly string[], user: string): CommandResult {
  const each = paths.map((path) => cat(files, path, user));
  return {
    stdout: each.map(({ stdout }) => stdout).join(""),
    stderr: each.map(({ stderr }) => stderr).join(""),
    code: Math.max(...each.map(({ code }) => code)),
  };
}

function stat(files: Files, path: string): CommandResult {
  const file = fileAt(files, path);
  if (file === undefined) {
    return failed(`stat: cannot statx '${path}': No such file or directory`, 1);
  }
  return out(`${file.mode} ${file.owner} ${file.group}\n`);
}

/** `/proc/net/tcp` with a listener on every address for each port, its columns as far as anybody looks. */
function procNetTcp(ports: readonly number[]): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");
  const lines = ports.map(
    (port, index) =>
      `${String(index).padStart(4)}: 00000000:${hex(port)} 00000000:0000 0A 00000000:00000000`,
  );
  const head = "  sl  local_address rem_address   st tx_queue rx_queue";
  return [head, ...lines, head, ""].join("\n");
}

function postconf({ postfix }: SimHost, [flags, ...names]: readonly string[]): CommandResult {
  if (postfix === undefined) {
    return failed("env: '/usr/sbin/postconf': No such file or directory", 127);
  }
  if (flags !== "-x") return failed("postconf: fatal: usage", 1);
  return out(names.map((name) => `${name} = ${postfix[name] ?? ""}\n`).join(""));
}

/** `grep -hE -e PATTERN -- FILE`, for patterns that mean the same to us but for the names of classes. */
function grep(files: Files, args: readonly string[], user: string): CommandResult {
  const [, e, pattern = "", dashes, path = ""] = args;
  if (e !== "-e" || dashes !== "--") return failed("grep: invalid option", 2);
  const content = cat(files, path, user);
  if (content.code !== 0)
    return { ...content, stderr: content.stderr.replace("cat", "grep"), code: 2 };
  const wanted = new RegExp(pattern.replaceAll("[[:blank:]]", "[ \t]"));
  const lines = content.stdout.split("\n").filter((line) => line !== "" && wanted.test(line));
  return {
    stdout: lines.map((line) => `${line}\n`).join(""),
    stderr: "",
    code: lines.length > 0 ? 0 : 1,
  };
}

function ls(files: Files, [d, dashes, ...paths]: readonly string[]): CommandResult {
  if (d !== "-d" || dashes !== "--") return failed("ls: invalid option", 2);
  const found = paths.filter((path) => Object.hasOwn(files, path));
  const lost = paths.filter((path) => !Object.hasOwn(files, path));
  const complaint = (path: string): string =>
    `ls: cannot access '${path}': No such file or directory\n`;
  return {
    stdout: found.map((path) => `${path}\n`).join(""),
    stderr: lost.map(complaint).join(""),
    code: lost.length > 0 ? 2 : 0,
  };
}

/** `python3 -I -c PROGRAM SECONDS HOST:PORT…`, for the one program that connects: a line for each target. */
function connectOut({ reaches }: SimHost, args: readonly string[]): CommandResult {
  const [isolated, c, program = "", , ...targets] = args;
  if (isolated !== "-I" || c !== "-c" || !program.includes("socket"))
    return failed("python3: no", 2);
  const said = (target: string): string => {
    if (reaches.includes(target)) return "open";
    return /\.invalid:\d+$/.test(target) ? "unresolved" : "timeout";
  };
  return out(targets.map((target) => `${target} ${said(target)}\n`).join(""));
}
