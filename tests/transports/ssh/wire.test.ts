import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { SshAccess } from "../../../src/model/environment.ts";
import { TargetError } from "../../../src/model/errors.ts";
import type { HostCommand } from "../../../src/transports/ssh/commands.ts";
import { sshWire, type SshWireOptions } from "../../../src/transports/ssh/wire.ts";
import type { HostWire } from "../../../src/transports/wires.ts";
import {
  accessTo,
  answerWith,
  closedPort,
  endpointOf,
  flood,
  neverEnd,
  newKeys,
  startSshHost,
  startTcpHost,
  type ExecHandler,
  type HostSpec,
} from "../../support/ssh-hosts.ts";

const never = new AbortController().signal;
const whoami: HostCommand = { name: "whoami" };
const conf: HostCommand = { name: "read-odoo-conf", path: "/etc/odoo/odoo.conf" };
const psql = (script: string): HostCommand => ({
  name: "psql",
  database: "odoo",
  user: undefined,
  host: undefined,
  port: undefined,
  nonce: "0123456789abcdef",
  lines: [],
  script,
});

type Extra = { access?: Partial<SshAccess>; options?: Partial<SshWireOptions> };

async function start(spec: HostSpec, { access, options }: Extra = {}) {
  const host = await startSshHost(spec);
  const wire = sshWire(accessTo(host.endpoint, access), options);
  return {
    host,
    wire,
    at: `127.0.0.1:${host.port}`,
    async [Symbol.asyncDispose]() {
      wire.close();
      await host[Symbol.asyncDispose]();
    },
  };
}

async function failure(wire: HostWire, command = whoami, signal = never) {
  const error = await wire.run(command, signal).then(
    () => new Error("it ran"),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(TargetError);
  const { reason, message } = error as TargetError;
  return { reason, message };
}

describe("a command", () => {
  test("gives its output, its errors and its code", async () => {
    await using t = await start({ exec: answerWith("out\n", 3, "err\n") });
    expect(await t.wire.run(whoami, never)).toEqual({ stdout: "out\n", stderr: "err\n", code: 3 });
  });

  test("is really run by the account's shell, with its words intact", async () => {
    const folder = await mkdtemp(join(tmpdir(), "it's $HOME "));
    const path = join(folder, "odoo;id.conf");
    await writeFile(path, "db_name = ä\n");
    await using t = await start({});
    const result = await t.wire.run({ name: "read-odoo-conf", path }, never);
    await rm(folder, { recursive: true });
    expect(result).toEqual({ stdout: "db_name = ä\n", stderr: "", code: 0 });
    expect(t.host.lines[0]).toMatch(/^'env' 'LC_ALL=C' 'cat' '--' '/);
  });

  test("that fails by itself is a result", async () => {
    await using t = await start({});
    const result = await t.wire.run({ name: "read-odoo-conf", path: "/nowhere/odoo.conf" }, never);
    expect(result.code).toBe(1);
    expect(result.stderr).toBe("cat: /nowhere/odoo.conf: No such file or directory\n");
  });

  test("goes through the wrapper's words", async () => {
    await using t = await start({}, { access: { wrapper: ["env", "-u", "a b"] } });
    const result = await t.wire.run(whoami, never);
    expect(result.code).toBe(0);
    expect(t.host.lines).toEqual(["'env' '-u' 'a b' 'env' 'LC_ALL=C' 'id' '-un'"]);
  });

  test("gets megabytes on its standard input, and their end", async () => {
    // `psql` on this host counts what it reads
    const bin = await mkdtemp(join(tmpdir(), "bin-"));
    await writeFile(join(bin, "psql"), "#!/bin/sh\nwc -c\n");
    await chmod(join(bin, "psql"), 0o755);
    await using t = await start({}, { access: { wrapper: ["env", `PATH=${bin}:/usr/bin:/bin`] } });
    const result = await t.wire.run(psql("x".repeat(9_000_000)), never);
    await rm(bin, { recursive: true });
    expect(result.stdout.trim()).toBe("9000000");
  });

  test("that does not read its standard input ends all the same", async () => {
    await using t = await start({ exec: answerWith("done\n") });
    const result = await t.wire.run(psql("x".repeat(9_000_000)), never);
    expect(result.stdout).toBe("done\n");
  });

  test("that never ends: timeout, and the next one runs", async () => {
    let asked = 0;
    await using t = await start(
      { exec: (line, channel) => (asked++ === 0 ? neverEnd : answerWith("x\n"))(line, channel) },
      { options: { commandDeadlineMs: 200 } },
    );
    expect(await failure(t.wire, conf)).toEqual({
      reason: "timeout",
      message: `${t.at}: cat: no end within 0.2 s`,
    });
    expect((await t.wire.run(whoami, never)).stdout).toBe("x\n");
  });

  test("that floods: response_too_large, memory stays bounded, and the next one runs", async () => {
    let asked = 0;
    await using t = await start(
      { exec: (line, channel) => (asked++ === 0 ? flood : answerWith("x\n"))(line, channel) },
      { options: { maxBytes: 1_000_000 } },
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(await failure(t.wire, conf)).toEqual({
      reason: "response_too_large",
      message: `${t.at}: cat: more than 1000000 bytes of output`,
    });
    expect((await t.wire.run(whoami, never)).stdout).toBe("x\n");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  test("that floods standard error is counted too", async () => {
    await using t = await start(
      { exec: answerWith("", 0, "e".repeat(2_000_000)) },
      { options: { maxBytes: 1_000_000 } },
    );
    expect((await failure(t.wire)).reason).toBe("response_too_large");
  });

  test("stops at the caller's signal: deadline_exceeded", async () => {
    await using t = await start({ exec: neverEnd });
    expect(await failure(t.wire, conf, AbortSignal.timeout(300))).toEqual({
      reason: "deadline_exceeded",
      message: `${t.at}: cat: stopped, the audit's time was over`,
    });
  });

  test("killed on the host by a signal: unreachable, with the signal", async () => {
    await using t = await start({
      exec: (_line, channel) => {
        channel.exit("KILL");
        channel.end();
      },
    });
    expect(await failure(t.wire, conf)).toEqual({
      reason: "unreachable",
      message: `${t.at}: cat: killed on the host by SIGKILL`,
    });
  });

  test("during which the connection is cut: unreachable, and the next one connects anew", async () => {
    let asked = 0;
    const t = await start({
      exec: (line, channel) => {
        asked += 1;
        if (asked === 1) t.host.drop();
        else answerWith("x\n")(line, channel);
      },
    });
    await using _ = t;
    expect(await failure(t.wire, conf)).toEqual({
      reason: "unreachable",
      message: `${t.at}: cat: the connection was lost before it ended`,
    });
    expect((await t.wire.run(whoami, never)).stdout).toBe("x\n");
    expect(t.host.count.accepted).toBe(2);
  });

  test("that keeps its channel does no harm to the others, and its connection is left", async () => {
    // as OpenSSH does while the command lives
    const keep: ExecHandler = (_line, channel) => {
      channel.close = () => undefined;
      channel.end = () => channel;
    };
    let finish = (): void => undefined;
    await using t = await start(
      {
        exec: (line, channel) => {
          if (line.includes("'cat'")) keep(line, channel);
          else finish = () => answerWith("x\n")(line, channel);
        },
      },
      { options: { commandDeadlineMs: 100 } },
    );
    const slow = t.wire.run(psql(""), never);
    expect((await failure(t.wire, conf)).reason).toBe("timeout");
    await pause(2500);
    const finishSlow = finish;
    const next = t.wire.run(psql(""), never);
    await expect.poll(() => t.host.count.open).toBe(2);
    await expect.poll(() => finish).not.toBe(finishSlow);
    finishSlow();
    expect((await slow).stdout).toBe("x\n");
    await expect.poll(() => t.host.count.open).toBe(1);
    finish();
    expect((await next).stdout).toBe("x\n");
  });
});

describe("a command that could not run", () => {
  const cases: readonly [string, HostSpec, Extra, HostCommand, string, string][] = [
    [
      "a server that forbids commands",
      { noSessions: true },
      {},
      whoami,
      "access_denied",
      "id: the server does not let this account run commands: ",
    ],
    [
      "sudo that wants a password",
      { exec: answerWith("", 1, "sudo: a password is required\n") },
      { access: { sudo: true } },
      conf,
      "access_denied",
      "sudo refuses cat; add to sudoers: auditor ALL=(root) NOPASSWD: /usr/bin/cat -- /etc/odoo/odoo.conf",
    ],
    [
      "sudo that does not know the account",
      { exec: answerWith("", 1, "auditor is not in the sudoers file.\n") },
      { access: { wrapper: ["sudo", "-n", "docker", "exec", "o"] } },
      whoami,
      "access_denied",
      "sudo refuses docker; add to sudoers: auditor ALL=(root) NOPASSWD: /usr/bin/docker exec o env LC_ALL\\=C id -un",
    ],
    [
      "sudo that finds no program",
      { exec: answerWith("", 1, "sudo: cat: command not found\n") },
      { access: { sudo: true } },
      conf,
      "fact_missing",
      "cat is not installed, or not on the account's PATH",
    ],
    [
      "a program that is not there",
      { exec: answerWith("", 127, "env: 'psql': No such file or directory\n") },
      {},
      psql(""),
      "fact_missing",
      "psql is not installed, or not on the account's PATH",
    ],
    [
      "a wrapper that is not there",
      {},
      { access: { wrapper: ["no-such-docker", "exec"] } },
      conf,
      "fact_missing",
      "no-such-docker is not installed, or not on the account's PATH",
    ],
    [
      "a program that the account may not run",
      { exec: answerWith("", 126, "env: 'psql': Permission denied\n") },
      {},
      psql(""),
      "access_denied",
      "psql may not be run by user auditor",
    ],
    [
      "a container that is not there",
      { exec: answerWith("", 1, "Error response from daemon: No such container: odoo\n") },
      { access: { wrapper: ["docker", "exec", "odoo"] } },
      conf,
      "unreachable",
      "docker failed: Error response from daemon: No such container: odoo",
    ],
    [
      "docker's socket that the account may not open",
      {
        exec: answerWith(
          "",
          1,
          "permission denied while trying to connect to the Docker daemon socket\n",
        ),
      },
      { access: { wrapper: ["docker", "exec", "odoo"] } },
      conf,
      "access_denied",
      "docker may not be used: permission denied while trying to connect to the Docker daemon socket",
    ],
    [
      "an account without a shell",
      { exec: answerWith("This account is currently not available.\n", 1) },
      {},
      conf,
      "access_denied",
      "user auditor may log in but has no shell (nologin)",
    ],
  ];
  test.each(cases)("%s", async (_what, spec, extra, command, reason, message) => {
    await using t = await start(spec, extra);
    expect(await failure(t.wire, command)).toEqual({ reason, message: `${t.at}: ${message}` });
  });
});

describe("the connection", () => {
  test("is one for concurrent callers, with at most four commands at once", async () => {
    let [running, most] = [0, 0];
    await using t = await start({
      exec: (line, channel) => {
        running += 1;
        most = Math.max(most, running);
        setTimeout(() => {
          running -= 1;
          answerWith("x\n")(line, channel);
        }, 20);
      },
    });
    const results = await Promise.all(Array.from({ length: 12 }, () => t.wire.run(whoami, never)));
    expect(results.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 12 }, () => "x\n"));
    expect([most, t.host.count.accepted]).toEqual([4, 1]);
  });

  test("is not opened before the first command", async () => {
    await using t = await start({});
    expect(t.host.count.accepted).toBe(0);
  });

  test("that failed is not tried again", async () => {
    let accepted = 0;
    await using host = await startTcpHost((socket) => {
      accepted += 1;
      socket.end();
    });
    const wire = sshWire(accessTo(endpointOf(host.port, newKeys(), newKeys().public)));
    const first = await failure(wire);
    expect(first.reason).toBe("unreachable");
    expect(await failure(wire, conf)).toEqual(first);
    expect(accepted).toBe(1);
    wire.close();
  });

  test("a caller that stops waiting for it takes nothing from the others", async () => {
    await using t = await start({ exec: answerWith("x\n") });
    const stop = new AbortController();
    const stopped = failure(t.wire, conf, stop.signal);
    const other = t.wire.run(whoami, never);
    stop.abort();
    expect((await stopped).reason).toBe("deadline_exceeded");
    expect((await other).stdout).toBe("x\n");
  });

  test("a caller that stops waiting for a channel leaves its turn to the next", async () => {
    await using t = await start({
      exec: (line, channel) => setTimeout(() => answerWith("x\n")(line, channel), 50),
    });
    await t.wire.run(whoami, never);
    const stop = new AbortController();
    const four = Array.from({ length: 4 }, () => t.wire.run(whoami, never));
    const stopped = failure(t.wire, conf, stop.signal);
    const next = t.wire.run(whoami, never);
    setTimeout(() => stop.abort(), 10);
    expect((await stopped).reason).toBe("deadline_exceeded");
    expect((await next).stdout).toBe("x\n");
    await Promise.all(four);
    expect(t.host.lines.filter((line) => line.includes("cat"))).toEqual([]);
  });

  test("closed while a command runs ends the command, and the host sees us leave", async () => {
    await using t = await start({ exec: neverEnd });
    const running = failure(t.wire);
    await expect.poll(() => t.host.lines.length).toBe(1);
    t.wire.close();
    expect((await running).reason).toBe("unreachable");
    await expect.poll(() => t.host.count.open).toBe(0);
  });

  test("closed before it stood gives up connecting", async () => {
    await using host = await startTcpHost(() => undefined);
    const wire = sshWire(accessTo(endpointOf(host.port, newKeys(), newKeys().public)));
    const running = failure(wire);
    await expect.poll(() => host.sockets.size).toBe(1);
    wire.close();
    expect((await running).reason).toBe("deadline_exceeded");
    await expect.poll(() => host.sockets.size).toBe(0);
  });

  test("closed stays closed, and closing twice or unused does no harm", async () => {
    const wire = sshWire(accessTo(endpointOf(await closedPort(), newKeys(), newKeys().public)));
    wire.close();
    wire.close();
    expect((await failure(wire)).reason).toBe("deadline_exceeded");
  });

  test("leaves no handle behind", async () => {
    const handles = () =>
      process.getActiveResourcesInfo().filter((kind) => /^TCP(Socket|Client)|Timeout/.test(kind));
    await using host = await startSshHost({ exec: answerWith("x\n") });
    const before = handles().length;
    const wire = sshWire(accessTo(host.endpoint));
    await wire.run(whoami, never);
    wire.close();
    await expect.poll(() => handles().length).toBeLessThanOrEqual(before);
  });
});

describe("a program that need not be there", () => {
  const postfix: HostCommand = { name: "ask-postfix" };

  test("is an answer where it is missing", async () => {
    const stderr = "env: '/usr/sbin/postconf': No such file or directory\n";
    await using ssh = await start({ exec: answerWith("", 127, stderr) });
    expect(await ssh.wire.run(postfix, never)).toEqual({ stdout: "", stderr, code: 127 });
  });

  test("is still an error where the wrapper is what is missing", async () => {
    await using ssh = await start({}, { access: { wrapper: ["no-such-docker", "exec"] } });
    expect(await failure(ssh.wire, postfix)).toEqual({
      reason: "fact_missing",
      message: `${ssh.at}: no-such-docker is not installed, or not on the account's PATH`,
    });
  });
});
