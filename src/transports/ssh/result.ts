import type { SshAccess } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import type { HostResult } from "../wires.ts";
import { fullWords, sudoRule } from "./command-line.ts";
import type { Argv } from "./commands.ts";

type Account = Pick<SshAccess, "user" | "wrapper" | "sudo" | "dispatcher">;

/**
 * The result as it is, unless it says that the command never ran: sudo refused, the program or the
 * container is not there, the account has no shell. A program's own nonzero exit is a result.
 */
export function ranOrThrow(
  access: Account,
  argv: Argv,
  label: string,
  result: HostResult,
): HostResult {
  if (result.code === 0) return result;
  const failure =
    dispatcherFailure(access, argv, result) ??
    sudoFailure(access, argv, result) ??
    notRun(access, argv, result) ??
    wrapperFailure(access, result) ??
    noShell(access, result);
  if (failure === undefined) return result;
  throw new TargetError(failure[0], `${label}: ${failure[1]}`);
}

type Failure = readonly [TargetError["reason"], string];

/** The dispatcher ran nothing; or there is none where the configuration says so, and a shell took the probe for a program. */
function dispatcherFailure(
  { dispatcher }: Account,
  { probe }: Argv,
  { code, stderr }: HostResult,
): Failure | undefined {
  const [, why] = /^envaudit-probe: refused: (.+)$/m.exec(stderr) ?? [];
  if (why !== undefined) {
    return ["access_denied", `envaudit-probe on the host refuses: ${shorten(printable(why), 200)}`];
  }
  const [name] = probe.words;
  return dispatcher === true && code === 127 && firstLine(stderr).includes(`${name}:`)
    ? [
        "access_denied",
        `${name} is no program: the key has no envaudit-probe as its forced command (envaudit grants prints it), or ssh.dispatcher is wrong`,
      ]
    : undefined;
}

const sudoRefused =
  /^sudo: .*(password is required|terminal is required|no tty present|must have a tty)|is not in the sudoers file|may not run sudo|is not allowed to (execute|run)/im;

function sudoFailure(access: Account, argv: Argv, { stderr }: HostResult): Failure | undefined {
  const words = fullWords(access, argv);
  const at = words.lastIndexOf("sudo");
  if (at === -1 || !sudoRefused.test(stderr)) return undefined;
  const command = words.slice(at + 1).filter((word, index) => index > 0 || word !== "-n");
  return [
    "access_denied",
    `sudo refuses ${command[0] ?? "the command"}; add to sudoers: ${sudoRule(access.user, command)}`,
  ];
}

/** 127 is a shell's, env's and docker's "not found"; sudo says it with 1. */
function notRun(access: Account, argv: Argv, { code, stderr }: HostResult): Failure | undefined {
  const missing =
    code === 127 ||
    /executable file not found/.test(stderr) ||
    /^sudo: .*command not found/m.test(stderr);
  if (!missing && code !== 126) return undefined;
  const words = fullWords(access, argv);
  const own = argv.words[0];
  const line = firstLine(stderr);
  // the wrapper or sudo itself may be what is missing
  const program = ["sudo", access.wrapper[0] ?? "sudo", own].findLast(
    (word) => words.includes(word) && line.includes(word),
  );
  if (missing && argv.mayBeMissing === true && program === own) return undefined;
  return missing
    ? ["fact_missing", `${program ?? own} is not installed, or not on the account's PATH`]
    : ["access_denied", `${program ?? own} may not be run by user ${access.user}`];
}

function wrapperFailure(access: Account, { stderr }: HostResult): Failure | undefined {
  const [wrapper] = access.wrapper;
  if (wrapper === undefined) return undefined;
  const line = firstLine(stderr);
  if (/permission denied.*(docker|daemon|socket)|^error:.*forbidden|\(forbidden\)/i.test(line)) {
    return ["access_denied", `${wrapper} may not be used: ${line}`];
  }
  return /^(error: )?(error response from daemon|no such container|no container with|error from server|cannot connect to the docker daemon)/i.test(
    line,
  )
    ? ["unreachable", `${wrapper} failed: ${line}`]
    : undefined;
}

function noShell(access: Account, { stdout, stderr }: HostResult): Failure | undefined {
  return /account is (currently )?not available/i.test(stdout + stderr)
    ? ["access_denied", `user ${access.user} may log in but has no shell (nologin)`]
    : undefined;
}

function firstLine(text: string): string {
  return shorten(printable(text.trim().split("\n", 1)[0] ?? ""), 200);
}
