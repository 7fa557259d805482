import { describe, expect, test } from "vitest";
import type { SshAccess } from "../../../src/model/environment.ts";
import { TargetError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import { connectSsh } from "../../../src/transports/ssh/connect.ts";
import { fingerprint } from "../../../src/transports/ssh/keys.ts";
import {
  accessTo,
  closedPort,
  endpointOf,
  newKeys,
  startSshHost,
  startTcpHost,
  type Keys,
} from "../../support/ssh-hosts.ts";

const never = new AbortController().signal;

async function failure(access: SshAccess, options = {}): Promise<TargetError> {
  const attempt = connectSsh(access, { connectDeadlineMs: 5000, signal: never, ...options });
  const error = await attempt.then(
    (connection) => {
      connection.close();
      return new Error("it connected");
    },
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(TargetError);
  return error as TargetError;
}

const said = ({ reason, message }: TargetError) => ({ reason, message });
const blob = (keys: Keys) => Buffer.from(keys.public.split(" ")[1] ?? "", "base64");
const shaOf = (keys: Keys) => fingerprint(blob(keys));

describe("the host key", () => {
  test("the pinned one is accepted, whatever its kind", async () => {
    const keys = [newKeys("ed25519"), newKeys("ecdsa"), newKeys("rsa")] as const;
    await using host = await startSshHost({ hostKeys: keys });
    for (const { public: hostKey } of keys) {
      const access = accessTo({ ...host.endpoint, hostKey });
      const connection = await connectSsh(access, { connectDeadlineMs: 5000, signal: never });
      connection.close();
      await connection.closed;
    }
  });

  test("a changed one is refused, with both fingerprints and what to do", async () => {
    const [pinned, shown] = [newKeys(), newKeys()];
    await using host = await startSshHost({ hostKeys: [shown] });
    const error = await failure(accessTo({ ...host.endpoint, hostKey: pinned.public }));
    expect(said(error)).toEqual({
      reason: "host_key_mismatch",
      message:
        `127.0.0.1:${host.port}: the host key is not the pinned one: pinned ${shaOf(pinned)}, shown ${shaOf(shown)}; ` +
        "compare with the host's console: pin the new key if it was reinstalled, else treat it as an attack",
    });
    expect(host.lines).toEqual([]);
  });

  test("a host without any key of the pinned kind is a mismatch", async () => {
    await using host = await startSshHost({ hostKeys: [newKeys("ecdsa")] });
    const error = await failure(accessTo({ ...host.endpoint, hostKey: newKeys().public }));
    expect(said(error)).toEqual({
      reason: "host_key_mismatch",
      message: `127.0.0.1:${host.port}: the host has no key of the pinned type any more; check its keys on its console and pin the right one`,
    });
  });

  test.each([
    ["no key", "SHA256:abc"],
    ["a key of another type inside", `ssh-rsa ${newKeys().public.split(" ")[1]}`],
    ["DSA", "ssh-dss AAAAB3NzaC1kc3M="],
  ])("a pinned text that is %s is refused", async (_what, hostKey) => {
    const error = await failure(accessTo(endpointOf(await closedPort(), newKeys(), hostKey)));
    expect(error.reason).toBe("host_key_mismatch");
    expect(error.message).toMatch(/the pinned host key is not a public key of the form/);
  });

  test("a comment behind the pinned key does no harm", async () => {
    await using host = await startSshHost();
    const hostKey = `${host.endpoint.hostKey} root@app`;
    const access = accessTo({ ...host.endpoint, hostKey });
    const connection = await connectSsh(access, { connectDeadlineMs: 5000, signal: never });
    connection.close();
    await connection.closed;
  });
});

describe("the user's key", () => {
  test("one that the host does not know is auth_failed, with its fingerprint", async () => {
    const other = newKeys();
    await using host = await startSshHost();
    const access = accessTo({ ...host.endpoint, privateKey: new Secret(other.private) });
    expect(said(await failure(access))).toEqual({
      reason: "auth_failed",
      message: `127.0.0.1:${host.port}: user auditor was refused with key ${shaOf(other)}; add that public key to the account's authorized_keys`,
    });
  });

  test("one with a passphrase is auth_failed and says so", async () => {
    const { generateKeyPairSync } = (await import("ssh2")).default.utils;
    const locked = generateKeyPairSync("ed25519", {
      passphrase: "canary",
      cipher: "aes256-ctr",
      rounds: 1,
    });
    await using host = await startSshHost();
    const access = accessTo({ ...host.endpoint, privateKey: new Secret(locked.private) });
    expect(said(await failure(access))).toEqual({
      reason: "auth_failed",
      message: `127.0.0.1:${host.port}: the private key has a passphrase, which is not supported; give a key without one that only this account can read`,
    });
  });

  test("text that is no key is auth_failed, and is not shown", async () => {
    await using host = await startSshHost();
    const access = accessTo({ ...host.endpoint, privateKey: new Secret("canary-0815") });
    const error = await failure(access);
    expect(said(error)).toEqual({
      reason: "auth_failed",
      message: `127.0.0.1:${host.port}: the private key cannot be read; give one in OpenSSH form, as ssh-keygen -t ed25519 writes it`,
    });
    expect(JSON.stringify(error) + String(error.stack)).not.toContain("canary");
  });

  test("the public half is auth_failed and says so", async () => {
    await using host = await startSshHost();
    const access = accessTo({ ...host.endpoint, privateKey: new Secret(newKeys().public) });
    expect(said(await failure(access))).toEqual({
      reason: "auth_failed",
      message: `127.0.0.1:${host.port}: the private key given is a public key; give the file without .pub`,
    });
  });

  test("a key without its last newline works", async () => {
    const user = newKeys();
    await using host = await startSshHost({ user });
    const access = accessTo({ ...host.endpoint, privateKey: new Secret(user.private.trim()) });
    const connection = await connectSsh(access, { connectDeadlineMs: 5000, signal: never });
    connection.close();
    await connection.closed;
  });
});

describe("the way to the host", () => {
  test("nothing listens: unreachable", async () => {
    const port = await closedPort();
    const access = accessTo(endpointOf(port, newKeys(), newKeys().public));
    expect(said(await failure(access))).toEqual({
      reason: "unreachable",
      message: `127.0.0.1:${port}: connection refused`,
    });
  });

  test("a name that does not exist: unreachable", async () => {
    const endpoint = { ...endpointOf(22, newKeys(), newKeys().public), host: "nowhere.invalid" };
    const error = await failure(accessTo(endpoint));
    expect(error.reason).toBe("unreachable");
    expect(error.message).toMatch(
      /^nowhere\.invalid:22: the name (is not known|could not be resolved)$/,
    );
  });

  test("a host that accepts and says nothing: timeout", async () => {
    await using host = await startTcpHost(() => undefined);
    const access = accessTo(endpointOf(host.port, newKeys(), newKeys().public));
    expect(said(await failure(access, { connectDeadlineMs: 200 }))).toEqual({
      reason: "timeout",
      message: `127.0.0.1:${host.port}: the SSH handshake was not finished within 0.2 s`,
    });
  });

  test("a reset during the handshake: unreachable", async () => {
    await using host = await startTcpHost((socket) => {
      socket.write("SSH-2.0-OpenSSH_9.2\r\n");
      socket.once("data", () => socket.resetAndDestroy());
    });
    const access = accessTo(endpointOf(host.port, newKeys(), newKeys().public));
    expect(said(await failure(access))).toEqual({
      reason: "unreachable",
      message: `127.0.0.1:${host.port}: the connection was reset`,
    });
  });

  test("a close before the banner: unreachable", async () => {
    await using host = await startTcpHost((socket) => socket.end());
    const access = accessTo(endpointOf(host.port, newKeys(), newKeys().public));
    expect(said(await failure(access))).toEqual({
      reason: "unreachable",
      message: `127.0.0.1:${host.port}: the connection was closed before the login was done`,
    });
  });

  test("a server that speaks something else without end: malformed_response", async () => {
    await using host = await startTcpHost((socket) => {
      socket.write("x".repeat(100_000));
    });
    const access = accessTo(endpointOf(host.port, newKeys(), newKeys().public));
    expect(said(await failure(access))).toEqual({
      reason: "malformed_response",
      message: `127.0.0.1:${host.port}: the server does not speak SSH as it should: Header line too long`,
    });
  });

  test("a server with old ciphers alone: unsupported_version", async () => {
    await using host = await startSshHost({ config: { algorithms: { cipher: ["aes128-cbc"] } } });
    const error = await failure(accessTo(host.endpoint));
    expect(said(error)).toEqual({
      reason: "unsupported_version",
      message: `127.0.0.1:${host.port}: no common modern algorithm (Handshake failed: no matching C->S cipher); update its SSH server`,
    });
  });

  test("an abort: deadline_exceeded", async () => {
    await using host = await startTcpHost(() => undefined);
    const access = accessTo(endpointOf(host.port, newKeys(), newKeys().public));
    const signal = AbortSignal.timeout(50);
    expect(said(await failure(access, { signal }))).toEqual({
      reason: "deadline_exceeded",
      message: `127.0.0.1:${host.port}: stopped, the audit's time was over`,
    });
  });
});

describe("a jump host", () => {
  test("the host is reached through it, and both are left", async () => {
    await using bastion = await startSshHost({ forward: true });
    await using host = await startSshHost();
    const access = accessTo(host.endpoint, { jump: bastion.endpoint });
    const connection = await connectSsh(access, { connectDeadlineMs: 5000, signal: never });
    expect([bastion.count.open, host.count.open]).toEqual([1, 1]);
    connection.close();
    await connection.closed;
    await expect.poll(() => [bastion.count.open, host.count.open]).toEqual([0, 0]);
  });

  test("its own key is pinned: a changed one names it, and the host is not reached", async () => {
    await using bastion = await startSshHost({ forward: true });
    await using host = await startSshHost();
    const jump = { ...bastion.endpoint, hostKey: newKeys().public };
    const error = await failure(accessTo(host.endpoint, { jump }));
    expect(error.reason).toBe("host_key_mismatch");
    expect(error.message).toMatch(
      new RegExp(`^jump host 127\\.0\\.0\\.1:${bastion.port}: the host key is not the pinned one`),
    );
    expect(host.count.accepted).toBe(0);
  });

  test("a changed key of the host behind it names the host", async () => {
    await using bastion = await startSshHost({ forward: true });
    await using host = await startSshHost();
    const changed = { ...host.endpoint, hostKey: newKeys().public };
    const error = await failure(accessTo(changed, { jump: bastion.endpoint }));
    expect(error.reason).toBe("host_key_mismatch");
    expect(error.message).toMatch(
      `127.0.0.1:${host.port} (through jump host 127.0.0.1:${bastion.port}): the host key is not`,
    );
    await expect.poll(() => bastion.count.open).toBe(0);
  });

  test("a user key that it does not know names it", async () => {
    await using bastion = await startSshHost({ forward: true });
    await using host = await startSshHost();
    const jump = { ...bastion.endpoint, privateKey: new Secret(newKeys().private) };
    const error = await failure(accessTo(host.endpoint, { jump }));
    expect(error.reason).toBe("auth_failed");
    expect(error.message).toMatch(`jump host 127.0.0.1:${bastion.port}: user auditor was refused`);
  });

  test("one that does not forward: access_denied", async () => {
    await using bastion = await startSshHost();
    await using host = await startSshHost();
    expect(said(await failure(accessTo(host.endpoint, { jump: bastion.endpoint })))).toEqual({
      reason: "access_denied",
      message: `jump host 127.0.0.1:${bastion.port}: forwarding to 127.0.0.1:${host.port} is not allowed; allow it with permitopen or AllowTcpForwarding`,
    });
  });

  test("a host that it cannot reach: unreachable", async () => {
    await using bastion = await startSshHost({ forward: true });
    const port = await closedPort();
    const host = endpointOf(port, newKeys(), newKeys().public);
    const error = await failure(accessTo(host, { jump: bastion.endpoint }));
    expect(error.reason).toBe("unreachable");
    expect(error.message).toMatch(
      `jump host 127.0.0.1:${bastion.port}: could not reach 127.0.0.1:${port}`,
    );
  });

  test("a silent host behind it: timeout of the host, and the jump host is left", async () => {
    await using bastion = await startSshHost({ forward: true });
    await using silent = await startTcpHost(() => undefined);
    const host = endpointOf(silent.port, newKeys(), newKeys().public);
    const options = { connectDeadlineMs: 1500 };
    const error = await failure(accessTo(host, { jump: bastion.endpoint }), options);
    expect(said(error)).toEqual({
      reason: "timeout",
      message: `127.0.0.1:${silent.port} (through jump host 127.0.0.1:${bastion.port}): the SSH handshake was not finished within 1.5 s`,
    });
    await expect.poll(() => bastion.count.open).toBe(0);
  });
});
