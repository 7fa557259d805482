import { spawn } from "node:child_process";
import {
  connect,
  createServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";
import ssh2, { type Connection, type ServerChannel, type ServerConfig } from "ssh2";
import type { SshAccess, SshEndpoint } from "../../src/model/environment.ts";
import { Secret } from "../../src/model/secret.ts";

/** A key pair: the private part as OpenSSH writes it, the public part as `ssh-ed25519 AAAA…`. */
export type Keys = { readonly private: string; readonly public: string };

/** ssh2 drops leading zero bytes when it makes keys, so that one in 256 is broken: such a one is made anew. */
export function newKeys(type: "ed25519" | "ecdsa" | "rsa" = "ed25519"): Keys {
  const keys = generate(type);
  return ssh2.utils.parseKey(keys.private) instanceof Error ? newKeys(type) : keys;
}

function generate(type: "ed25519" | "ecdsa" | "rsa"): Keys {
  const { generateKeyPairSync } = ssh2.utils;
  if (type === "ecdsa") return generateKeyPairSync("ecdsa", { bits: 256 });
  if (type === "rsa") return generateKeyPairSync("rsa", { bits: 2048 });
  return generateKeyPairSync("ed25519");
}

/** What a host does with one command; `line` is the text of the exec request. */
export type ExecHandler = (line: string, channel: ServerChannel) => void;

export type HostSpec = {
  readonly user?: Keys;
  readonly hostKeys?: readonly Keys[];
  readonly exec?: ExecHandler;
  /** Whether it forwards; without, it says that its policy forbids it. */
  readonly forward?: true;
  /** Says that its policy forbids commands. */
  readonly noSessions?: true;
  readonly config?: Partial<ServerConfig>;
};

export type SshHost = {
  readonly port: number;
  readonly endpoint: SshEndpoint;
  /** The text of every exec request, in order. */
  readonly lines: readonly string[];
  /** Connections that were accepted, and those that are open. */
  readonly count: { accepted: number; open: number };
  /** Cuts every open connection. */
  drop(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A real SSH server on port 0 of 127.0.0.1 that takes one user key; `await using` stops it. */
export async function startSshHost(spec: HostSpec = {}): Promise<SshHost> {
  const user = spec.user ?? newKeys();
  const hostKeys = spec.hostKeys ?? [newKeys()];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const count = { accepted: 0, open: 0 };
  const config = { ...spec.config, hostKeys: hostKeys.map((keys) => keys.private) };
  const server = new ssh2.Server(config, (connection) => {
    serve(connection, user, spec, lines);
  });
  const front = createServer({ noDelay: true }, (socket) => {
    count.accepted += 1;
    count.open += 1;
    sockets.add(socket);
    socket.once("close", () => {
      count.open -= 1;
      sockets.delete(socket);
    });
    server.injectSocket(socket);
  });
  const port = await listen(front);
  return {
    port,
    endpoint: endpointOf(port, user, hostKeys[0]?.public ?? ""),
    lines,
    count,
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: () => stop(front, sockets),
  };
}

export function endpointOf(port: number, user: Keys, hostKey: string): SshEndpoint {
  return {
    host: "127.0.0.1",
    port,
    user: "auditor",
    privateKey: new Secret(user.private),
    hostKey,
  };
}

export function accessTo(endpoint: SshEndpoint, extra: Partial<SshAccess> = {}): SshAccess {
  return {
    ...endpoint,
    jump: undefined,
    wrapper: [],
    sudo: false,
    odooConf: "/etc/odoo/odoo.conf",
    ...extra,
  };
}

/** Really runs the line, as sshd does with the account's shell. */
const runShell: ExecHandler = (line, channel) =>
  runWords(["/bin/sh", "-c", line], process.env, channel);

/** Runs these words whatever the line says, as sshd does with a key's forced command. */
export const forcedCommand =
  (words: readonly string[]): ExecHandler =>
  (line, channel) =>
    runWords(words, { ...process.env, SSH_ORIGINAL_COMMAND: line }, channel);

function runWords(
  [program = "", ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
  channel: ServerChannel,
): void {
  const child = spawn(program, words, { env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.once("close", (code, signal) => {
    if (signal === null) channel.exit(code ?? 255);
    else channel.exit(signal.replace("SIG", ""));
    channel.end();
  });
}

/** Prints, and ends with a code. */
export const answerWith =
  (stdout: string, code = 0, stderr = ""): ExecHandler =>
  (_line, channel) => {
    channel.write(stdout);
    channel.stderr.write(stderr);
    channel.exit(code);
    channel.end();
  };

/** Takes the command and never says anything. */
export const neverEnd: ExecHandler = () => undefined;

/** Prints as fast as the window allows, until the channel is closed. */
export const flood: ExecHandler = (_line, channel) => {
  const block = Buffer.alloc(64 * 1024, "x");
  const push = (): void => {
    if (!channel.writable) return;
    channel.write(block, () => setImmediate(push));
  };
  push();
};

export type TcpHost = {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A TCP listener that does with each connection what `handle` says: for hosts that are no SSH servers. */
export async function startTcpHost(handle: (socket: Socket) => void): Promise<TcpHost> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    handle(socket);
    socket.resume(); // else it would not see the other side leave
  });
  const port = await listen(server);
  return { port, sockets, [Symbol.asyncDispose]: () => stop(server, sockets) };
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await stop(server, new Set());
  return port;
}

function serve(connection: Connection, user: Keys, spec: HostSpec, lines: string[]): void {
  const expected = ssh2.utils.parseKey(user.public);
  if (expected instanceof Error) throw expected;
  connection.on("error", () => undefined); // clients of these tests break off on purpose
  connection.on("authentication", (context) => {
    if (context.method !== "publickey" || !context.key.data.equals(expected.getPublicSSH())) {
      context.reject(["publickey"]);
    } else context.accept();
  });
  // without a listener, ssh2 answers "administratively prohibited"
  if (spec.noSessions !== true)
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        lines.push(command);
        const channel = acceptExec();
        channel.on("error", () => undefined);
        (spec.exec ?? runShell)(command, channel);
      });
    });
  if (spec.forward === true)
    connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
      const out = connect(destPort, destIP);
      out.once("error", () => reject());
      out.once("connect", () => {
        out.removeAllListeners("error");
        const channel = accept();
        out.on("error", () => channel.close());
        channel.on("error", () => undefined);
        channel.pipe(out).pipe(channel);
      });
    });
}

function listen(server: TcpServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function stop(server: TcpServer, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
}
