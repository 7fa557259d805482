import { createServer, type Socket } from "node:net";
import ssh2 from "ssh2";
import type { AuthContext, ParsedKey, ServerChannel, Session } from "ssh2";
import type { SimHost } from "../spec.ts";
import { runCommand, type CommandResult } from "./commands.ts";
import { newKeyPair } from "./keys.ts";

export type SshServer = {
  readonly port: number;
  /** OpenSSH private key of the one account. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Command lines in the order of their coming. */
  readonly commands: readonly string[];
  close(): Promise<void>;
};

// A canary lives as long as the daemon: its log must not grow for ever.
const keptCommands = 10_000;

/** An SSH server on a free port of 127.0.0.1: one account, one key, commands and nothing else. */
export async function startSshServer(host: () => SimHost): Promise<SshServer> {
  const hostKeys = newKeyPair();
  const accountKeys = newKeyPair();
  const accepted = publicKey(accountKeys.publicKey);
  const commands: string[] = [];
  const answer = (line: string): CommandResult => {
    commands.push(line);
    if (commands.length > keptCommands) commands.shift();
    return runCommand(host(), line);
  };
  const ssh = new ssh2.Server({ hostKeys: [hostKeys.privateKey] }, (connection) => {
    connection.on("error", () => connection.end()); // a client that goes away is no concern of ours
    connection.on("authentication", (context) => authenticate(context, host().user, accepted));
    connection.on("session", (accept) => serve(accept(), answer));
  });
  const listener = await listen((socket) => ssh.injectSocket(socket));
  return {
    ...listener,
    privateKey: accountKeys.privateKey,
    hostKey: hostKeys.publicKey,
    commands,
  };
}

/**
 * A listener of our own: that of `ssh2` leaves Nagle's algorithm on, which costs each command a tenth of a
 * second, and does not give the sockets away that closing must end.
 */
async function listen(
  take: (socket: Socket) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    take(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function publicKey(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function authenticate(context: AuthContext, user: string, accepted: ParsedKey): void {
  if (context.method !== "publickey" || context.username !== user)
    return context.reject(["publickey"]);
  const same =
    context.key.algo === accepted.type && context.key.data.equals(accepted.getPublicSSH());
  if (!same) return context.reject(["publickey"]);
  const { blob, signature } = context;
  // Without a signature the client only asks whether the key would do.
  if (signature === undefined || blob === undefined) return context.accept();
  // The types leave out that an `Error` may come back, which is not false either.
  const verified: unknown = accepted.verify(blob, signature);
  if (verified === true) context.accept();
  else context.reject(["publickey"]);
}

function serve(session: Session, run: (line: string) => CommandResult): void {
  session.on("exec", (accept, _reject, { command }) => {
    const channel = accept();
    const result = run(command);
    channel.resume(); // what comes on standard input is read and thrown away
    channel.stderr.write(result.stderr);
    channel.write(result.stdout);
    finish(channel, result.code);
  });
}

function finish(channel: ServerChannel, code: number): void {
  channel.exit(code);
  channel.end();
}
