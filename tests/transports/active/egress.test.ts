import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { TargetError } from "../../../src/model/errors.ts";
import { egressWire } from "../../../src/transports/active/egress.ts";
import { tcpHost } from "../../support/http-hosts.ts";
import {
  accessTo,
  answerWith,
  closedPort,
  startSshHost,
  type HostSpec,
} from "../../support/ssh-hosts.ts";

const never = new AbortController().signal;

async function attempts(spec: HostSpec, targets: readonly { host: string; port: number }[]) {
  await using ssh = await startSshHost(spec);
  const wire = egressWire(accessTo(ssh.endpoint));
  try {
    return { results: await wire.connectOut(targets, never), lines: ssh.lines };
  } finally {
    wire.close();
  }
}
const failure = (spec: HostSpec, targets: readonly { host: string; port: number }[]) =>
  attempts(spec, targets).then(
    () => "it answered",
    (error: unknown) =>
      error instanceof TargetError ? `${error.reason}: ${error.message}` : String(error),
  );

const relay = { host: "smtp.shop.com", port: 587 };

describe("attempts to connect from the host", () => {
  it("are one command for all targets, of words without line breaks", async () => {
    const other = { host: "2001:db8::1", port: 25 };
    const said = "smtp.shop.com:587 timeout\n2001:db8::1:25 refused\n";
    const { results, lines } = await attempts({ exec: answerWith(said) }, [relay, other]);
    expect(results).toEqual([
      { ...relay, outcome: "timeout" },
      { ...other, outcome: "refused" },
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^'env' 'LC_ALL=C' 'python3' '-I' '-c' 'exec\(.*' '5' 'smtp\.shop\.com:587' '2001:db8::1:25'$/,
    );
  });

  it.each([
    [
      "says nothing of a target",
      answerWith("other:25 open\n"),
      "malformed_response: the host said nothing of smtp.shop.com:587",
    ],
    [
      "says what we do not know",
      answerWith("smtp.shop.com:587 maybe\n"),
      "malformed_response: the host said nothing of smtp.shop.com:587",
    ],
    [
      "fails",
      answerWith("", 1, "Traceback\nMemoryError\n"),
      "malformed_response: connecting from the host failed: MemoryError",
    ],
  ])("are unknown where the host %s", async (_, exec, expected) => {
    expect(await failure({ exec }, [relay])).toBe(expected);
  });

  it("are unknown where the host has no Python", async () => {
    const exec = answerWith("", 127, "env: 'python3': No such file or directory\n");
    expect(await failure({ exec }, [relay])).toMatch(
      /^fact_missing: 127\.0\.0\.1:\d+: python3 is not installed, or not on the account's PATH$/,
    );
  });
});

const noPython = spawnSync("python3", ["-I", "-c", "import socket"]).status !== 0;

describe.skipIf(noPython)("the program that runs on the host", () => {
  it("tells an open port from a closed one and from a name that leads nowhere", async () => {
    let bytes = 0;
    await using open = await tcpHost((socket) =>
      socket.on("data", (data) => (bytes += data.length)),
    );
    const port = Number(new URL(open.url).port);
    const closed = await closedPort();
    const { results } = await attempts({}, [
      { host: "127.0.0.1", port },
      { host: "127.0.0.1", port: closed },
      { host: "no-such-host.invalid", port: 25 },
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["open", "refused", "unresolved"]);
    expect(bytes).toBe(0);
  });
});
