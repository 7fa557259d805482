import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { json2Recordings, type Recorded } from "../support/http-hosts.ts";
import { clock, execute, runningStaging } from "./support.ts";

let sim: SimulatedEnvironment;
beforeAll(async () => {
  sim = await startSimulatedEnvironment(seed(19, "staging"), clock);
});
afterAll(() => sim.close());

type Reply = { readonly status: number; readonly type: string; readonly text: string };

async function send(
  url: string,
  path: string,
  { method = "POST", headers = {}, body }: RequestInit,
): Promise<Reply> {
  const init = body === undefined ? {} : { body };
  const response = await fetch(url + path, { method, headers, ...init });
  const type = response.headers.get("content-type") ?? "";
  return { status: response.status, type, text: await response.text() };
}

/** A recorded call sent again, with the simulator's own database and key in the places of the recorded ones. */
function again(recorded: Recorded): Promise<Reply> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(recorded.request_headers)) {
    headers[name] = value.replace("<key>", sim.odoo.apiKey).replace(/^o19$/, sim.odoo.database);
  }
  if (recorded.http_method === "GET") {
    return send(sim.odoo.url, recorded.path, { method: "GET", headers });
  }
  const body = recorded.request === null ? "{oops" : JSON.stringify(recorded.request);
  return send(sim.odoo.url, recorded.path, { headers, body });
}

const recordings = [...json2Recordings.values()];

describe("errors are as recorded", () => {
  const errors = recordings.filter(({ status }) => status !== 200);
  it.each(errors.map((recorded) => [recorded.name, recorded] as const))(
    "%s",
    async (_name, recorded) => {
      const { status, type, text } = await again(recorded);
      expect([status, type]).toEqual([recorded.status, recorded.content_type]);
      if (!type.startsWith("application/json")) return;
      const said = JSON.parse(text) as Record<string, unknown>;
      const was = JSON.parse(recorded.body.toString()) as Record<string, unknown>;
      expect(Object.keys(said)).toEqual(Object.keys(was));
      expect(said["debug"]).toContain("Traceback (most recent call last):");
      // Where in the text a parser gave up depends on the text, which was not kept.
      const upTo = (value: unknown): string => String(value).split(": Expecting")[0] ?? "";
      expect([said["name"], upTo(said["message"])]).toEqual([was["name"], upTo(was["message"])]);
    },
  );

  it("and the page of an unknown database has the words that tell it", async () => {
    const recorded = json2Recordings.get("unknown-database");
    const words = "No database is selected";
    expect(recorded?.body.toString()).toContain(words);
    expect(recorded && (await again(recorded)).text).toContain(words);
  });
});

describe("answers have the recorded shapes", () => {
  const kindOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.slice(0, 1).map(kindOf);
    if (typeof value !== "object" || value === null) return typeof value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, kindOf(item)]));
  };

  it.each(["version", "search_count.res.partner", "read.res.company", "context_get"])(
    "%s",
    async (name) => {
      const recorded = json2Recordings.get(name);
      if (recorded === undefined) throw new Error(`nothing is recorded as ${name}`);
      const { status, type, text } = await again(recorded);
      expect([status, type]).toEqual([200, recorded.content_type]);
      expect(kindOf(JSON.parse(text))).toEqual(kindOf(JSON.parse(recorded.body.toString())));
    },
  );

  it("search_read.res.users", async () => {
    const recorded = json2Recordings.get("search_read.res.users");
    const rows: unknown = JSON.parse((recorded && (await again(recorded)).text) ?? "");
    expect(rows).toHaveLength(3);
    expect(rows).toContainEqual({
      id: expect.any(Number),
      login: expect.any(String),
      active: true,
      group_ids: expect.any(Array),
      login_date: expect.any(String),
    });
  });
});

describe("the key", () => {
  const ask = (url: string, authorization: string, model = "res.partner") =>
    send(url, `/json/2/${model}/search_count`, {
      headers: { authorization, "content-type": "application/json" },
      body: '{"domain": []}',
    });

  it("is taken without a database where there is one alone, in either case of the word", async () => {
    expect((await ask(sim.odoo.url, `Bearer ${sim.odoo.apiKey}`)).status).toBe(200);
  });

  it("is no password, but a password's place takes it over XML-RPC", async () => {
    expect((await ask(sim.odoo.url, `bearer ${sim.odoo.password}`)).status).toBe(401);
    const who = { login: sim.odoo.login, password: sim.odoo.apiKey };
    const answer = await execute(sim, "res.partner", "search_count", [[]], {}, who);
    expect(answer).toEqual({ value: expect.any(Number) });
  });

  it("of an archived user is refused", async () => {
    await using other = await runningStaging(19);
    other.change((spec) => {
      const users = spec.database.models["res.users"];
      if (users === undefined) throw new Error("there are no users");
      const rows = users.rows.map((row) => ({ ...row, active: false }));
      const models = { ...spec.database.models, "res.users": { ...users, rows } };
      return { ...spec, database: { ...spec.database, models } };
    });
    expect((await ask(other.odoo.url, `bearer ${other.odoo.apiKey}`)).status).toBe(401);
  });
});

describe("what is not there", () => {
  const key = { "content-type": "application/json" };
  it("JSON-2 before 19, where any address below /json is a page on 18", async () => {
    await using old = await runningStaging(18);
    const path = "/json/2/res.users/search_count";
    expect((await send(old.odoo.url, path, { headers: key, body: "{}" })).status).toBe(404);
    const version = await send(old.odoo.url, "/json/version", { method: "GET" });
    expect([version.status, version.type]).toEqual([200, "text/html; charset=utf-8"]);
  });

  it.each([
    ["/json/2/res.users/search_count", "GET", 405],
    ["/json/2/res.users", "POST", 404],
  ])("%s %s", async (path, method, status) => {
    const headers = { ...key, authorization: `bearer ${sim.odoo.apiKey}` };
    const body = method === "POST" ? { body: "{}" } : {};
    expect((await send(sim.odoo.url, path, { method, headers, ...body })).status).toBe(status);
  });
});
