import type { ClientChannel } from "ssh2";
import { TargetError } from "../../model/errors.ts";
import type { HostResult } from "../wires.ts";
import { stopped } from "./abort.ts";
import { channelError } from "./connect-errors.ts";
import type { SshConnection } from "./connection.ts";

export type Job = {
  /** The quoted command line. */
  readonly line: string;
  readonly stdin: string | undefined;
  /** What errors call it: the host and the program. */
  readonly what: string;
  readonly deadlineMs: number;
  /** Of standard output and standard error together. */
  readonly maxBytes: number;
};

/**
 * How long a server may take to close a channel that we gave up. OpenSSH keeps it as long as the command
 * lives. After that the connection is retired, so that such channels do not pile up to its MaxSessions.
 */
const graceMs = 2000;

type Exit = { readonly code: number | null | undefined; readonly signal: string | undefined };
type Opened = { readonly channel: ClientChannel; readonly closed: Promise<Exit> };

/** Runs one command to its end, within its time and bytes. Throws `TargetError`. */
export async function exec(
  connection: SshConnection,
  job: Job,
  signal: AbortSignal,
): Promise<HostResult> {
  const leave = connection.enter();
  const opening = open(connection, job);
  const { promise: over, reject } = Promise.withResolvers<never>();
  const late = new TargetError("timeout", `${job.what}: no end within ${job.deadlineMs / 1000} s`);
  const timer = setTimeout(() => reject(late), job.deadlineMs);
  const onAbort = (): void => reject(stopped(job.what));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([opening.then((opened) => finish(opened, job)), over]);
  } catch (error) {
    abandon(connection, opening);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    leave();
  }
}

function open(connection: SshConnection, job: Job): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(connection.isOpen() ? channelError(job.what, error) : lost(job, error));
    try {
      connection.client.exec(job.line, (error, channel) => {
        if (error === undefined) resolve({ channel, closed: exitOf(channel) });
        else fail(error);
      });
    } catch (error) {
      fail(error as Error); // ssh2 throws when the connection is over already
    }
  });
}

/** Settles when the channel is closed and both of its outputs were read to their ends. */
async function exitOf(channel: ClientChannel): Promise<Exit> {
  let exit: Exit = { code: undefined, signal: undefined };
  channel.on("exit", (code: number | null, signal?: string) => {
    exit = { code, signal };
  });
  channel.on("error", () => undefined); // what it means shows in the exit that is missing
  await Promise.all([
    new Promise((resolve) => channel.once("close", () => resolve(undefined))),
    new Promise((resolve) => channel.stderr.once("end", () => resolve(undefined))),
  ]);
  return exit;
}

async function finish({ channel, closed }: Opened, job: Job): Promise<HostResult> {
  const output = collect(channel, job);
  channel.end(job.stdin ?? "");
  const { code, signal } = await Promise.race([closed, output.flooded]);
  if (signal !== undefined) {
    throw new TargetError("unreachable", `${job.what}: killed on the host by ${signal}`);
  }
  if (typeof code !== "number") {
    throw lost(job);
  }
  return { stdout: output.text("stdout"), stderr: output.text("stderr"), code };
}

function lost(job: Job, cause?: Error): TargetError {
  return new TargetError("unreachable", `${job.what}: the connection was lost before it ended`, {
    cause,
  });
}

type Output = {
  readonly flooded: Promise<never>;
  text(stream: "stdout" | "stderr"): string;
};

/** Keeps reading after the cap, so that the channel can close, but keeps nothing. */
function collect(channel: ClientChannel, job: Job): Output {
  const chunks: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  const { promise: flooded, reject } = Promise.withResolvers<never>();
  flooded.catch(() => undefined); // the command may have lost the race to its deadline
  let bytes = 0;
  const take = (stream: "stdout" | "stderr") => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= job.maxBytes) {
      chunks[stream].push(chunk);
      return;
    }
    chunks.stdout = [];
    chunks.stderr = [];
    reject(
      new TargetError(
        "response_too_large",
        `${job.what}: more than ${job.maxBytes} bytes of output`,
      ),
    );
  };
  channel.on("data", take("stdout"));
  channel.stderr.on("data", take("stderr"));
  return { flooded, text: (stream) => Buffer.concat(chunks[stream]).toString("utf8") };
}

function abandon(connection: SshConnection, opening: Promise<Opened>): void {
  let channel: ClientChannel | undefined;
  const timer = setTimeout(() => {
    channel?.pause(); // what it still sends stops at the window's end
    channel?.stderr.pause();
    connection.retire();
  }, graceMs);
  const done = (): void => clearTimeout(timer);
  void connection.closed.then(done);
  opening.then((opened) => {
    channel = opened.channel;
    channel.resume(); // it may have been opened after we gave up
    channel.stderr.resume();
    channel.close();
    return opened.closed.then(done);
  }, done);
}
