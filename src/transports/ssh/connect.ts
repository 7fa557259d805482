import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type Algorithms, type Client } from "ssh2";
import type { SshAccess } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import { stopped } from "./abort.ts";
import { connectError, forwardError } from "./connect-errors.ts";
import { sshConnection, type SshConnection } from "./connection.ts";
import { hostHop, jumpHop, type Hop } from "./hop.ts";
import { fingerprint, pinnedKey, userKey, type PinnedKey } from "./keys.ts";

export type ConnectOptions = {
  /** For each hop: TCP, key exchange and login together. */
  readonly connectDeadlineMs: number;
  readonly signal: AbortSignal;
};

// A dead peer is noticed within 15 to 20 seconds, whatever the command's deadline.
const keepalive = { keepaliveInterval: 5000, keepaliveCountMax: 3 };

/** Connects to the host, through its jump host where there is one. Throws `TargetError` naming the hop. */
export async function connectSsh(
  access: SshAccess,
  options: ConnectOptions,
): Promise<SshConnection> {
  const first = access.jump === undefined ? undefined : jumpHop(access.jump);
  const host = hostHop(access, first);
  const { host: name, port } = (first ?? host).endpoint;
  const socket = connectTcp({ host: name, port, noDelay: true });
  const clients: Client[] = [];
  try {
    let stream: Duplex = socket;
    if (first !== undefined) {
      const jump = await login(first, stream, options);
      clients.push(jump);
      stream = await forward(jump, first, host, options);
    }
    const client = await login(host, stream, options);
    return sshConnection([client, ...clients], socket);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** One hop's key exchange and login over a stream that may still be connecting. */
function login(hop: Hop, stream: Duplex, options: ConnectOptions): Promise<Client> {
  const pinned = pinnedKey(hop.endpoint.hostKey, hop.label);
  const key = userKey(hop.endpoint, hop.label);
  const client = new ssh2.Client();
  let mismatch: TargetError | undefined;
  const attempt = new Promise<Client>((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(mismatch ?? connectError(hop, fingerprint(key.getPublicSSH()), error));
    client.once("ready", () => resolve(client));
    // stays for the connection's life: an error without a listener would end the process
    client.on("error", fail);
    client.once("close", () => fail(new Error("Connection lost before handshake")));
    client.connect({
      sock: stream,
      username: hop.endpoint.user,
      privateKey: hop.endpoint.privateKey.reveal(),
      authHandler: ["publickey"],
      algorithms: algorithms(pinned),
      hostVerifier: (shown: Buffer) => {
        mismatch = shown.equals(pinned.blob) ? undefined : keyMismatch(hop, pinned, shown);
        return mismatch === undefined;
      },
      readyTimeout: 0, // the deadline is ours, so that it covers every step
      ...keepalive,
    });
  });
  return bounded(attempt, hop, "the SSH handshake was not finished", options);
}

function keyMismatch(hop: Hop, pinned: PinnedKey, shown: Buffer): TargetError {
  return new TargetError(
    "host_key_mismatch",
    `${hop.label}: the host key is not the pinned one: pinned ${fingerprint(pinned.blob)}, ` +
      `shown ${fingerprint(shown)}; compare with the host's console: pin the new key if it was reinstalled, else treat it as an attack`,
  );
}

/** Ours are ssh2's defaults, which have no CBC and no SHA-1 key exchange, less what is SHA-1 or compresses. */
function algorithms(pinned: PinnedKey): Algorithms {
  return {
    serverHostKey: [...pinned.algorithms],
    hmac: { append: [], prepend: [], remove: ["hmac-sha1-etm@openssh.com", "hmac-sha1"] },
    compress: ["none"],
  };
}

function forward(jump: Client, hop: Hop, host: Hop, options: ConnectOptions): Promise<Duplex> {
  const opened = new Promise<Duplex>((resolve, reject) => {
    const fail = (error: Error): void => reject(forwardError(hop, host, error));
    try {
      jump.forwardOut("127.0.0.1", 0, host.endpoint.host, host.endpoint.port, (error, channel) => {
        if (error === undefined) resolve(channel);
        else fail(error);
      });
    } catch (error) {
      fail(error as Error); // ssh2 throws when the connection is over already
    }
  });
  return bounded(opened, hop, `no way to ${host.endpoint.host} was opened`, options);
}

async function bounded<T>(
  work: Promise<T>,
  hop: Hop,
  what: string,
  { connectDeadlineMs, signal }: ConnectOptions,
): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const late = `${hop.label}: ${what} within ${connectDeadlineMs / 1000} s`;
  const timer = setTimeout(() => reject(new TargetError("timeout", late)), connectDeadlineMs);
  const onAbort = (): void => reject(stopped(hop.label));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
