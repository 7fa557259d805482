import type { SshAccess } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import type { HostResult, HostWire } from "../wires.ts";
import { abortable } from "./abort.ts";
import { commandLine } from "./command-line.ts";
import { argv, type Argv, type HostCommand } from "./commands.ts";
import { connectSsh } from "./connect.ts";
import type { SshConnection } from "./connection.ts";
import { exec } from "./exec.ts";
import { hostHop, jumpHop } from "./hop.ts";
import { ranOrThrow } from "./result.ts";
import { slots } from "./slots.ts";

export type SshWireOptions = {
  /** For each hop: TCP, key exchange and login together. */
  readonly connectDeadlineMs: number;
  /** For each command but psql, from its start. */
  readonly commandDeadlineMs: number;
  /** For psql, which asks many questions in one call, each with a time limit of its own. */
  readonly psqlDeadlineMs: number;
  /** Output of one command, standard error included. */
  readonly maxBytes: number;
};

const defaults: SshWireOptions = {
  connectDeadlineMs: 15_000, // OpenSSH's LoginGraceTime is 120 s, but a healthy host answers in one or two
  commandDeadlineMs: 30_000, // they read one small file each
  psqlDeadlineMs: 300_000, // a scan of a large table takes minutes
  maxBytes: 32 * 1024 * 1024, // many times what a large Odoo answers, and still little memory
};

// sshd's MaxSessions is 10 for one connection, and others of the account's may share it.
const maxChannels = 4;

/**
 * The commands of one host over one connection, opened when the first command needs it. A host that could
 * not be reached is not tried again in the wire's life: ten facts must not wait ten times. A connection
 * that stood and was lost or retired is opened anew by the next command.
 */
export function sshWire(access: SshAccess, options: Partial<SshWireOptions> = {}): HostWire {
  const limits = { ...defaults, ...options };
  const runner = sshRunner(access, options);
  return {
    run(command: HostCommand, signal: AbortSignal): Promise<HostResult> {
      const deadlineMs = command.name === "psql" ? limits.psqlDeadlineMs : limits.commandDeadlineMs;
      return runner.run(argv(command), deadlineMs, signal);
    },
    close: () => runner.close(),
  };
}

/** Words that one of the closed lists made, on the host. */
export type SshRunner = {
  run(argument: Argv, deadlineMs: number, signal: AbortSignal): Promise<HostResult>;
  close(): void;
};

/** The connection underneath, for the wires that each have a closed list of their own. */
export function sshRunner(access: SshAccess, options: Partial<SshWireOptions> = {}): SshRunner {
  const limits = { ...defaults, ...options };
  const channels = slots(maxChannels);
  const closing = new AbortController();
  const jump = access.jump === undefined ? undefined : jumpHop(access.jump);
  const { label } = hostHop(access, jump);
  const standing = new Set<SshConnection>(); // a retired one stands as long as a command uses it
  let connecting: Promise<SshConnection> | undefined;

  function connected(): Promise<SshConnection> {
    connecting ??= start();
    return connecting;
  }

  function start(): Promise<SshConnection> {
    const { connectDeadlineMs } = limits;
    const attempt = connectSsh(access, { connectDeadlineMs, signal: closing.signal });
    keep(attempt).catch(() => undefined); // a failure is remembered: whoever waits for it gets it
    return attempt;
  }

  async function keep(attempt: Promise<SshConnection>): Promise<void> {
    const connection = await attempt;
    standing.add(connection);
    void connection.closed.then(() => standing.delete(connection));
    await connection.over;
    if (connecting === attempt) connecting = undefined;
  }

  async function run(argument: Argv, deadlineMs: number, signal: AbortSignal): Promise<HostResult> {
    const what = `${label}: ${argument.words[0]}`;
    if (closing.signal.aborted) {
      throw new TargetError("deadline_exceeded", `${what}: the connection was closed`);
    }
    const job = {
      line: commandLine(access, argument),
      stdin: access.dispatcher === true ? argument.probe.stdin : argument.stdin,
      what,
      deadlineMs,
      maxBytes: limits.maxBytes,
    };
    const work = async (): Promise<HostResult> =>
      exec(await abortable(connected(), signal, what), job, signal);
    const result = await channels.run(work, signal, what);
    return ranOrThrow(access, argument, label, result);
  }

  function close(): void {
    closing.abort();
    for (const connection of standing) connection.close();
  }

  return { run, close };
}
