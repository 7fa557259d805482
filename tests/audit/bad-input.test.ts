import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatJunit } from "../../src/cli/format/junit.ts";
import { formatTable } from "../../src/cli/format/table.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { UnknownReason } from "../../src/model/outcome.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import {
  cannedHost,
  drippingHost,
  faultXml,
  floodingHost,
  odooHost,
  recording,
  resettingHost,
  silentHost,
  tlsHost,
  type Host,
} from "../support/http-hosts.ts";
import {
  accessTo,
  flood,
  neverEnd,
  newKeys,
  startSshHost,
  type ExecHandler,
} from "../support/ssh-hosts.ts";
import { auditOf, clock, declare, findingsOf, unknownsOf, verdictOf } from "./support.ts";

const secret = "canary-of-the-secret-71c4";
const pipe = new PassThrough() as unknown as NodeJS.WriteStream; // no terminal: no colour
const mebibyte = 1024 * 1024;

// Two that are well: one is audited beside each bad one, the other lends it what is not bad about it.
let well: SimulatedEnvironment;
let lender: SimulatedEnvironment;
beforeAll(async () => {
  well = await startSimulatedEnvironment(seed(17, "staging"), clock);
  lender = await startSimulatedEnvironment(seed(17, "staging"), clock);
});
afterAll(async () => {
  pipe.destroy();
  await Promise.all([well.close(), lender.close()]);
});

type Expected = { readonly reason: UnknownReason; readonly detail: RegExp };

/** Audits the bad one beside the good one, and looks at what both say. */
async function expectUnknown(
  bad: Environment,
  check: string,
  { reason, detail }: Expected,
): Promise<AuditRecord> {
  const [record, other] = await Promise.all([auditOf(bad), auditOf(declare(well))]);
  expect([findingsOf(other), unknownsOf(other)]).toEqual([[], []]);
  expect(verdictOf(record, check)).toEqual({
    outcome: "unknown",
    reason,
    detail: expect.stringMatching(detail),
  });
  expect(findingsOf(record)).toEqual([]);
  expect(record.complete).toBe(false);
  for (const { verdict } of record.results) {
    if (verdict.outcome === "unknown") expect(verdict.detail).toMatch(/^.{1,500}$/u);
  }
  const shown = [JSON.stringify(record), formatTable([record], pipe), formatJunit([record])];
  expect(shown.join("\n")).not.toMatch(new RegExp(`${secret}|Traceback|File \\\\?"|<html`));
  return record;
}

describe("Odoo's API", () => {
  const at = (url: string, change: Partial<NonNullable<Environment["odoo"]>> = {}) => {
    const { odoo } = declare(lender);
    if (odoo === undefined) throw new Error("the environment has no API");
    return { ...odoo, url, secret: new Secret(secret), ...change };
  };
  const stopped = /^stopped before http:\/\/127\.0\.0\.1:\d+ had answered$/;
  const html = "<html><body><h1>502 Bad Gateway</h1></body></html>";
  const trace = `Traceback (most recent call last):\n  File "/opt/odoo/x.py", line 1, in f\nValueError: ${secret}\n`;
  const whole = recording("17.0", "search_read.res.users");

  /** Lets us in, and answers every read so. */
  const answering = (body: string | Buffer): Promise<Host> =>
    odooHost(({ method, params }) => {
      if (method === "version") return { value: { server_serie: "17.0" } };
      if (method === "authenticate") return { value: params[1] === "envaudit" ? 8 : false };
      return { body };
    });

  const cases: readonly (Expected & { readonly name: string; start: () => Promise<Host> })[] = [
    {
      name: "is silent",
      start: silentHost,
      reason: "deadline_exceeded",
      detail: stopped,
    },
    {
      name: "resets every connection",
      start: resettingHost,
      reason: "unreachable",
      detail: /^http:\/\/127\.0\.0\.1:\d+: /,
    },
    {
      name: "answers a byte now and then",
      start: () => drippingHost(),
      reason: "deadline_exceeded",
      detail: stopped,
    },
    {
      name: "answers 502 with a page",
      start: () => cannedHost({ status: 502, contentType: "text/html", body: html }),
      reason: "unreachable",
      detail: /502/,
    },
    {
      name: "answers 200 with a page",
      start: () => cannedHost({ contentType: "text/html", body: html }),
      reason: "malformed_response",
      detail: / answered text\/html instead of XML: is this the address of an Odoo\?$/,
    },
    {
      name: "cuts its XML short",
      start: () => answering(whole.subarray(0, whole.length / 2)),
      reason: "malformed_response",
      detail: /^the answer is not whole XML-RPC: .* cut short$/,
    },
    {
      name: "answers with a fault that has a traceback",
      start: () => answering(faultXml(1, trace)),
      reason: "malformed_response",
      detail: /ValueError; its log has the traceback$/,
    },
    {
      name: "shows a certificate of nobody we trust",
      start: () => tlsHost("self-signed", (_request, response) => response.end()),
      reason: "tls_untrusted",
      detail: /: the certificate's issuer is not trusted here: set `ca`/,
    },
  ];

  it.each(cases)("that $name", async ({ start, ...expected }) => {
    await using host = await start();
    const bad = declare(lender, { odoo: at(host.url), deadlineMs: 1_500 });
    await expectUnknown(bad, "mail.outgoing-servers", expected);
  });

  it("that sends 200 MB of XML, of which little is held", async () => {
    await using host = await floodingHost(200 * mebibyte);
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
    try {
      await expectUnknown(declare(lender, { odoo: at(host.url) }), "mail.outgoing-servers", {
        reason: "response_too_large",
        detail: /: the answer is larger than 32 MiB$/,
      });
    } finally {
      clearInterval(watch);
    }
    expect((most - before) / mebibyte).toBeLessThan(150);
    expect(host.sentBytes()).toBeLessThan(200 * mebibyte);
  });

  it.each([
    ["a wrong password", {}, "auth_failed", /^Odoo refused login "envaudit"/],
    ["an unknown database", { database: "nowhere" }, "unreachable", /^database "nowhere" does not/],
  ] as const)("that is given %s", async (_, change, reason, detail) => {
    const bad = declare(lender, { odoo: at(lender.odoo.url, change) });
    await expectUnknown(bad, "mail.outgoing-servers", { reason, detail });
  });
});

describe("a host by SSH", () => {
  const withSsh = (ssh: Environment["ssh"], deadlineMs = 15_000): Environment =>
    declare(lender, { ssh, deadlineMs });

  it("whose key changed", async () => {
    await using host = await startSshHost();
    const ssh = accessTo({ ...host.endpoint, hostKey: newKeys().public });
    const record = await expectUnknown(withSsh(ssh), "mail.fallback-server", {
      reason: "host_key_mismatch",
      detail: /: the host key is not the pinned one: pinned SHA256:/,
    });
    expect(host.lines).toEqual([]);
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({ outcome: "pass" });
  });

  it.each<[string, ExecHandler, Expected, number]>([
    [
      "whose commands never end",
      neverEnd,
      { reason: "deadline_exceeded", detail: /: cat: stopped, the audit's time was over$/ },
      2_500,
    ],
    [
      "whose commands print without an end",
      flood,
      { reason: "response_too_large", detail: /: cat: more than 33554432 bytes of output$/ },
      15_000,
    ],
  ])("%s", async (_, exec, expected, deadlineMs) => {
    await using host = await startSshHost({ exec });
    const bad = withSsh(accessTo(host.endpoint), deadlineMs);
    const record = await expectUnknown(bad, "mail.fallback-server", expected);
    expect(verdictOf(record, "mail.outgoing-servers")).toMatchObject({ outcome: "pass" });
  });
});
