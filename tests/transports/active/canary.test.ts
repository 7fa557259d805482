import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { TargetError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import { setRows } from "../../../src/simulator/break-tools.ts";
import { rowsOf, simulatedMajors } from "../../../src/simulator/odoo/database.ts";
import { seed } from "../../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../../src/simulator/spec.ts";
import { canaryWire } from "../../../src/transports/active/canary.ts";
import type { CanaryOrder } from "../../../src/transports/active/active.ts";
import type { OdooAccess } from "../../../src/model/environment.ts";
import { declare } from "../../audit/support.ts";
import { running } from "../../simulator/support.ts";
import { cannedHost, closedUrl } from "../../support/http-hosts.ts";

const never = new AbortController().signal;
/** The token of every canary here: 16 bytes of 7. */
const token = "07".repeat(16);
const random = (count: number): Uint8Array => new Uint8Array(count).fill(7);

/** A copy whose one active server is the catcher. */
const catching = (spec: EnvironmentSpec): EnvironmentSpec =>
  setRows(
    "ir.mail_server",
    { smtp_host: "127.0.0.1", smtp_port: 1025 },
    (row) => row.id === 2,
  )(spec);

/** A message that somebody else's work left in the catcher. */
const anothers = { from: "orders@example.com", to: "ada@example.com", subject: "Your order" };

type Change = {
  readonly order?: Partial<CanaryOrder>;
  readonly access?: Partial<OdooAccess>;
  readonly signal?: AbortSignal;
};

/** Sends one, and gives what came of it, what was written to Odoo, and what is left in both. */
async function send(spec: EnvironmentSpec, { order, access, signal = never }: Change = {}) {
  await using sim = await running(spec);
  sim.catcher.take(anothers);
  const { odoo } = declare(sim);
  if (odoo === undefined) throw new Error("the environment has no API");
  const wire = canaryWire({ ...odoo, ...access }, { random, pollMs: 20 });
  const before = rowsOf(sim.spec().database, "mail.mail").length;
  try {
    const result = await wire
      .send(
        {
          catcher: sim.catcher.url,
          api: spec.catcher.api,
          withinMs: 100,
          allowedServers: ["127.0.0.1:1025"],
          ...order,
        },
        signal,
      )
      .catch((error: unknown) =>
        error instanceof TargetError ? `${error.reason}: ${error.message}` : String(error),
      );
    const writes = sim.calls.filter(({ method }) => ["create", "send", "unlink"].includes(method));
    return {
      result,
      writes: writes.map(({ model, method }) => `${model}.${method}`),
      first: writes[0],
      rows: rowsOf(sim.spec().database, "mail.mail").length - before,
      caught: sim.catcher.messages.map(({ subject }) => subject),
    };
  } finally {
    wire.close();
  }
}

const everyWrite = ["mail.mail.create", "mail.mail.send", "mail.mail.unlink"];
/** Nothing of ours is left, and what is not ours is. */
const clean = { rows: 0, caught: [anothers.subject] };

describe.each(simulatedMajors)("a message through Odoo %i", (major) => {
  it.each(["mailpit", "mailhog"] as const)("arrives in %s, and is removed", async (api) => {
    const spec = catching(seed(major, "staging"));
    const sent = await send({ ...spec, catcher: { api, receives: true } });
    expect(sent).toMatchObject({
      result: { state: "arrived", left: [] },
      writes: everyWrite,
      ...clean,
    });
  });

  it("is missing where something else takes it", async () => {
    const spec = catching(seed(major, "staging"));
    const sent = await send({ ...spec, catcher: { api: "mailpit", receives: false } });
    expect(sent).toMatchObject({
      result: { state: "missing", mailState: "sent", left: [] },
      writes: everyWrite,
      ...clean,
    });
  });

  it("is not sent where nothing but dummies is active, or nothing at all", async () => {
    const spec = seed(major, "staging");
    const none = setRows("ir.mail_server", { active: false })(spec);
    for (const one of [spec, none]) {
      expect(await send(one)).toMatchObject({
        result: { state: "suppressed" },
        writes: [],
        ...clean,
      });
    }
  });

  it("is not sent where it could leave", async () => {
    const live = setRows("ir.mail_server", { active: true }, (row) => row.id === 1);
    expect(await send(catching(live(seed(major, "staging"))))).toMatchObject({
      result: { state: "held", servers: [1] },
      writes: [],
      ...clean,
    });
  });
});

describe("a message", () => {
  const staging = catching(seed(17, "staging"));

  it("is for an address that exists nowhere, and carries the token", async () => {
    const { first } = await send(staging);
    expect(first?.args).toEqual([
      {
        subject: `envaudit canary ${token}`,
        body_html: expect.stringContaining("must end here"),
        email_from: "envaudit-canary@envaudit.invalid",
        email_to: "envaudit-canary-07070707@envaudit.invalid",
        auto_delete: false,
        model: "res.partner",
        res_id: 18,
      },
    ]);
  });

  it("goes over JSON-2 where that is the API", async () => {
    await using sim = await running(catching(seed(19, "staging")));
    const { odoo } = declare(sim);
    if (odoo === undefined) throw new Error("the environment has no API");
    for (const api of ["json2", "auto"] as const) {
      const secret = new Secret(sim.odoo.apiKey);
      const wire = canaryWire(
        { ...odoo, api, secret, secretIsApiKey: true },
        { random, pollMs: 20 },
      );
      const before = sim.calls.length;
      const order = {
        catcher: sim.catcher.url,
        api: "mailpit",
        withinMs: 100,
        allowedServers: ["127.0.0.1"],
      } as const;
      expect(await wire.send(order, never)).toEqual({ state: "arrived", left: [] });
      wire.close();
      const services = new Set(sim.calls.slice(before).map(({ service }) => service));
      expect([...services]).toEqual(["json2"]);
      expect(rowsOf(sim.spec().database, "mail.mail")).toHaveLength(2);
      expect(sim.catcher.messages).toEqual([]);
    }
  });

  it("is held back where odoo.conf decides where it goes", async () => {
    const cli = setRows("ir.mail_server", { smtp_authentication: "cli" }, (row) => row.id === 2);
    expect(await send(cli(staging))).toMatchObject({ result: { state: "held", servers: [2] } });
  });

  it("19: is not sent through a server that a user owns", async () => {
    const owned = setRows("ir.mail_server", { owner_user_id: 6 }, (row) => row.id === 2);
    const spec = owned(catching(seed(19, "staging")));
    expect(await send(spec)).toMatchObject({ result: { state: "suppressed" }, writes: [] });
  });

  it.each([
    ["does not answer", closedUrl, /^unreachable: /],
    [
      "wants a password",
      async () => (await cannedHost({ status: 401, contentType: "text/plain", body: "" })).url,
      /^access_denied: the mail catcher at http:\/\/127\.0\.0\.1:\d+ answered HTTP 401: its API must be open to the auditor$/,
    ],
    [
      "is no catcher",
      async () => (await cannedHost({ status: 200, contentType: "text/html", body: "<html>" })).url,
      /^malformed_response: the mail catcher does not answer as Mailpit does$/,
    ],
    [
      "answers something else",
      async () =>
        (await cannedHost({ status: 200, contentType: "application/json", body: '{"items":[]}' }))
          .url,
      /^malformed_response: the mail catcher does not answer as Mailpit does$/,
    ],
  ])("is not sent where the catcher %s", async (_, url, expected) => {
    const { result, writes } = await send(staging, { order: { catcher: await url() } });
    expect(result).toMatch(expected);
    expect(writes).toEqual([]);
  });

  it("is not taken for another that holds no token of ours", async () => {
    const other = { ID: "1", Subject: "Your order", To: [], From: { Address: "a@b" } };
    await using catcher = await cannedHost({
      status: 200,
      contentType: "application/json",
      body: JSON.stringify({ messages: [other] }),
    });
    const { result } = await send(staging, { order: { catcher: catcher.url } });
    expect(result).toEqual({ state: "missing", mailState: "sent", left: [] });
  });

  it("is removed from Odoo when the audit's time is over", async () => {
    const silent: EnvironmentSpec = { ...staging, catcher: { api: "mailpit", receives: false } };
    const sent = await send(silent, {
      order: { withinMs: 60_000 },
      signal: AbortSignal.timeout(300),
    });
    expect(sent.result).toMatch(/^deadline_exceeded: /);
    expect(sent).toMatchObject({ writes: everyWrite, ...clean });
  });

  it("says what could not be removed", async () => {
    const server = createServer((request, response) => {
      const answer = { messages: asked++ === 0 ? [] : [{ ID: "1", Subject: token }] };
      response.writeHead(request.method === "GET" ? 200 : 500, {
        "content-type": "application/json",
      });
      response.end(JSON.stringify(answer));
    });
    let asked = 0;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    try {
      const catcher = `http://127.0.0.1:${address.port}`;
      const { result } = await send(staging, { order: { catcher } });
      expect(result).toEqual({ state: "arrived", left: ["the message in the mail catcher"] });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("is refused to an account that may not write mails, and nothing is left", async () => {
    const access = { login: "sales-desk", secret: new Secret("simulated-sales-desk-password") };
    const { result, rows } = await send(staging, { access });
    expect(result).toMatch(/^access_denied: login "sales-desk" may not call ir\.mail_server/);
    expect(rows).toBe(0);
  });
});
