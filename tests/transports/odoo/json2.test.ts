import { describe, expect, test } from "vitest";
import { InternalError, TargetError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { OdooWire, ReadMethod } from "../../../src/transports/wires.ts";
import { json2Wire } from "../../../src/transports/odoo/json2.ts";
import type { Json2Access } from "../../../src/transports/odoo/json2-endpoint.ts";
import {
  cannedHost,
  closedUrl,
  drippingHost,
  floodingHost,
  json2Host,
  json2Recordings,
  jsonString,
  recording,
  resettingHost,
  silentHost,
  tlsFixture,
  tlsHost,
} from "../../support/http-hosts.ts";
import type { Call, Host, JsonCall, JsonReply, Reply } from "../../support/http-hosts.ts";

const { signal } = new AbortController();
const key = "k3y-canary";

function wireTo(url: string, change: Partial<Json2Access> = {}): OdooWire {
  const secret = new Secret(key);
  return json2Wire({ url, database: "shop", login: "auditor", secret, ca: undefined, ...change });
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof TargetError)) throw new Error("no TargetError", { cause: error });
  return `${error.reason}: ${error.message}`;
}

/** The one line that a host gives to somebody who asks for its version. */
async function asking(host: Host, change: Partial<Json2Access> = {}): Promise<string> {
  const wire = wireTo(host.url, change);
  try {
    return await failure(wire.version(signal));
  } finally {
    wire.close();
  }
}

/** An Odoo 19 that knows the key as that of user 6, and answers every further call with `answer`. */
const friendly = (answer: JsonReply, xmlrpc?: (call: Call) => Reply) =>
  json2Host(({ path, body }: JsonCall): JsonReply => {
    if (path === "/json/version") return { recorded: "version" };
    if (path === "/json/2/res.users/context_get") return { value: { lang: "en_US", uid: 6 } };
    const { ids } = body as { readonly ids?: readonly number[] };
    if (path === "/json/2/res.users/read" && ids?.[0] === 6) {
      return { value: [{ id: 6, login: "auditor" }] };
    }
    return answer;
  }, xmlrpc);

/** The one line of a search that is answered so. */
async function searching(answer: JsonReply, model = "res.users"): Promise<string> {
  await using host = await friendly(answer);
  const wire = wireTo(host.url);
  const line = await failure(wire.call(model, "search_read", [[]], {}, signal));
  wire.close();
  return line.replaceAll(host.url, "URL");
}

describe("version", () => {
  test("19.0, as recorded, asked once and without the key", async () => {
    await using host = await friendly({ value: 0 });
    const wire = wireTo(host.url);
    await Promise.all([wire.version(signal), wire.version(signal)]);
    expect(await wire.version(signal)).toEqual({ major: 19, serie: "19.0" });
    wire.close();
    expect(host.calls).toEqual([
      {
        method: "GET",
        path: "/json/version",
        authorization: undefined,
        database: undefined,
        contentType: undefined,
        body: undefined,
      },
    ]);
  });

  test.each([
    ["saas~19.2+e", { major: 19, serie: "saas~19.2" }],
    ["20.0", { major: 20, serie: "20.0" }],
  ])("%s", async (version, parsed) => {
    await using host = await json2Host(() => ({ value: { version } }));
    const wire = wireTo(host.url);
    expect(await wire.version(signal)).toEqual(parsed);
    wire.close();
  });

  test("18, which says it over XML-RPC: unsupported_version with what to do", async () => {
    const html = { contentType: "text/html", body: "<html>Odoo</html>" };
    await using host = await json2Host(
      () => html,
      () => ({ body: recording("18.0", "version") }),
    );
    const line = "unsupported_version: Odoo 18.0 has no JSON-2: use `api: auto` or `api: xmlrpc`";
    expect(await asking(host)).toBe(line);
    const wire = wireTo(host.url);
    expect(await failure(wire.call("res.users", "read", [[1]], {}, signal))).toBe(line);
    wire.close();
    expect(host.calls.map(({ path }) => path)).toEqual(["/json/version", "/json/version"]);
  });

  test.each([
    [
      "is no version",
      { version: "master\u001b[2J" },
      'unsupported_version: "master\\u001b[2J" is not a version of Odoo that we know',
    ],
    [
      "is no text",
      { version: [19, 0] },
      "malformed_response: Odoo's answer to version is not as expected",
    ],
    ["is not there", [], "malformed_response: Odoo's answer to version is not as expected"],
  ])("that %s", async (_name, value, line) => {
    await using host = await json2Host(() => ({ value }));
    expect(await asking(host)).toBe(line);
  });
});

describe("the user of the key", () => {
  test("is asked once, shared by everybody, and is the declared login", async () => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url);
    const reads = [1, 2, 3].map(() => wire.call("res.partner", "search_read", [[]], {}, signal));
    expect(await wire.uid(signal)).toBe(6);
    await Promise.all(reads);
    wire.close();
    const own = host.calls.filter(({ path }) => path.startsWith("/json/2/res.users/"));
    const sent = {
      method: "POST",
      authorization: `bearer ${key}`,
      database: "shop",
      contentType: "application/json",
    };
    expect(own).toEqual([
      { ...sent, path: "/json/2/res.users/context_get", body: {} },
      {
        ...sent,
        path: "/json/2/res.users/read",
        body: { ids: [6], fields: ["login"], context: { active_test: false, lang: "en_US" } },
      },
    ]);
  });

  test("that is another than the declared login: auth_failed, and nothing is read", async () => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url, { login: "admin" });
    const line = 'auth_failed: the API key belongs to another user than login "admin"';
    expect(await failure(wire.uid(signal))).toBe(line);
    expect(await failure(wire.call("res.partner", "read", [[1]], {}, signal))).toBe(line);
    wire.close();
    expect(host.calls.some(({ path }) => path.includes("res.partner"))).toBe(false);
  });

  test.each([
    ["no id", { uid: false }, "context_get"],
    ["no object", [6], "context_get"],
    ["null", null, "context_get"],
  ])("that has %s: malformed_response", async (_name, value, method) => {
    await using host = await json2Host(({ path }) =>
      path === "/json/version" ? { recorded: "version" } : { value },
    );
    const wire = wireTo(host.url);
    expect(await failure(wire.uid(signal))).toBe(
      `malformed_response: Odoo's answer to res.users.${method} is not as expected`,
    );
    wire.close();
  });

  test.each([["a\nb"], ["a b"], ["ключ"]])(
    "of a key that no header can carry, %j: auth_failed before it is sent",
    async (text) => {
      await using host = await friendly({ value: [] });
      const wire = wireTo(host.url, { secret: new Secret(text) });
      expect(await failure(wire.uid(signal))).toBe(
        "auth_failed: the database or API key has a character that an HTTP header cannot carry",
      );
      wire.close();
      expect(host.calls.map(({ path }) => path)).toEqual(["/json/version"]);
    },
  );
});

describe("call", () => {
  test("sends names alone, with archived records and one language", async () => {
    await using host = await friendly({ recorded: "search_read.res.users" });
    const wire = wireTo(host.url);
    const kwargs = { fields: ["login"], context: { allowed_company_ids: [1, 2] } };
    const rows = await wire.call("res.users", "search_read", [[["id", ">", 0]]], kwargs, signal);
    wire.close();
    expect(rows).toEqual([
      expect.objectContaining({ id: 5, login: "demo", login_date: false }),
      expect.objectContaining({ id: 2, login: "admin" }),
    ]);
    expect(host.calls.at(-1)).toEqual({
      method: "POST",
      path: "/json/2/res.users/search_read",
      authorization: `bearer ${key}`,
      database: "shop",
      contentType: "application/json",
      body: {
        domain: [["id", ">", 0]],
        fields: ["login"],
        context: { active_test: false, lang: "en_US", allowed_company_ids: [1, 2] },
      },
    });
  });

  test.each(["write", "unlink", "create", "constructor", "context_get"])(
    "refuses %s as our own mistake, before anything is sent",
    async (method) => {
      await using host = await friendly({ value: [] });
      const wire = wireTo(host.url);
      const call = wire.call("res.users", method as ReadMethod, [], {}, signal);
      await expect(call).rejects.toBeInstanceOf(InternalError);
      wire.close();
      expect(host.accepted()).toBe(0);
    },
  );

  test.each([
    "../../web/session/destroy",
    "res.users/unlink?",
    "..",
    "",
    "res users",
    "a\u001b[2J",
  ])("a model named %j is no model of Odoo, and is not asked for", async (model) => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url);
    expect(await failure(wire.call(model, "search_read", [[]], {}, signal))).toMatch(
      // oxlint-disable-next-line no-control-regex -- none may be in the line
      /^unsupported_version: Odoo has no model "[^\u0000-\u001f]*"$/,
    );
    wire.close();
    expect(host.accepted()).toBe(0);
  });
});

describe("every recorded error", () => {
  const lines: Readonly<Record<string, string>> = {
    "wrong-key":
      'auth_failed: Odoo refused the API key of login "auditor" on database "shop": was it deleted, has it expired, is it of that database?',
    "no-key":
      'auth_failed: Odoo refused the API key of login "auditor" on database "shop": was it deleted, has it expired, is it of that database?',
    "missing-model": "unsupported_version: Odoo has no model no.such.model",
    "missing-method": "unsupported_version: Odoo has no method no_such_method on res.users",
    "missing-field": "unsupported_version: Odoo has no field no_such_field on res.users",
    "private-method": 'access_denied: login "auditor" may not call res.users.search_read',
    "positional-args-rejected":
      "unsupported_version: Odoo wants other arguments for res.users.search_read than we know (domain)",
    "not-json":
      "malformed_response: Odoo could not read our call of res.users.search_read (HTTP 400): does a proxy change requests?",
    "wrong-content-type":
      "malformed_response: Odoo could not read our call of res.users.search_read (HTTP 415): does a proxy change requests?",
    "unknown-database":
      'unreachable: database "shop" does not exist on this server, or its dbfilter hides it from this address',
  };

  test("is in this list", () => {
    const errors = [...json2Recordings.values()].filter(({ status }) => status !== 200);
    expect(errors.map(({ name }) => name).toSorted()).toEqual(Object.keys(lines).toSorted());
  });

  test.each(Object.entries(lines))("%s", async (recorded, line) => {
    const model = recorded === "missing-model" ? "no.such.model" : "res.users";
    const said = await searching({ recorded }, model);
    expect(said).toBe(line);
    expect(said).not.toMatch(/Traceback|File|\/srv/);
  });

  test("a wrong key is told at the login too, and not tried again", async () => {
    await using host = await json2Host(({ path }) =>
      path === "/json/version" ? { recorded: "version" } : { recorded: "wrong-key" },
    );
    const wire = wireTo(host.url);
    expect(await failure(wire.uid(signal))).toBe(lines["wrong-key"]);
    expect(await failure(wire.call("res.users", "read", [[1]], {}, signal))).toBe(
      lines["wrong-key"],
    );
    wire.close();
    expect(host.calls).toHaveLength(2);
  });

  test("null and false are results, which whoever asked must judge", async () => {
    for (const answer of [{ recorded: "returns-null" }, { value: null }]) {
      await using host = await friendly(answer);
      const wire = wireTo(host.url);
      expect(await wire.call("res.users", "search_count", [[]], {}, signal)).toBeOneOf([
        false,
        null,
      ]);
      wire.close();
    }
  });
});

describe("other errors of Odoo", () => {
  const error = (status: number, name: string, message: string): JsonReply => ({
    status,
    body: JSON.stringify({ name, message, arguments: [message], debug: `Traceback "${key}"` }),
  });

  test.each([
    [
      403,
      "odoo.exceptions.AccessError",
      'You do not have enough rights to access the fields "smtp_pass,smtp_user" on Jane Roe.',
      'access_denied: login "auditor" may not call res.users.search_read (fields smtp_pass,smtp_user)',
    ],
    [
      403,
      "odoo.exceptions.AccessDenied",
      "Access Denied",
      'auth_failed: Odoo refused login "auditor" on database "shop": check the login and its secret',
    ],
    [
      404,
      "odoo.exceptions.MissingError",
      "Record does not exist or has been deleted. (Record: res.users(99,), User: 2)",
      "malformed_response: Odoo answered res.users.search_read with a user error (HTTP 404); its log has the text",
    ],
    [
      422,
      "odoo.exceptions.UserError",
      "Jane Roe has no mail",
      "malformed_response: Odoo answered res.users.search_read with a user error (HTTP 422); its log has the text",
    ],
    [
      422,
      "werkzeug.exceptions.UnprocessableEntity",
      "got an unexpected keyword argument 'order'",
      "unsupported_version: Odoo wants other arguments for res.users.search_read than we know (order)",
    ],
    [
      500,
      "builtins.ValueError",
      "Invalid field res.users.no_such in condition ('no_such', '=', 1)",
      "unsupported_version: Odoo has no field no_such on res.users",
    ],
    [
      500,
      "psycopg2.OperationalError",
      "FATAL: sorry, too many clients already",
      "unreachable: Odoo cannot use its database (psycopg2.OperationalError)",
    ],
    [
      500,
      "builtins.KeyError",
      key,
      "malformed_response: Odoo failed in res.users.search_read with builtins.KeyError; its log has the traceback",
    ],
    [
      500,
      "hunter2 \u001b[2J",
      "x",
      "malformed_response: Odoo failed in res.users.search_read with an error without a class; its log has the traceback",
    ],
    [
      503,
      "werkzeug.exceptions.ServiceUnavailable",
      "x",
      "unreachable: HTTP 503 from URL/json/2/res.users/search_read (a proxy answered, not Odoo)",
    ],
  ])("HTTP %i %s", async (status, name, message, line) => {
    expect(await searching(error(status, name, message))).toBe(line);
  });

  test("the secret is taken out of a name that is like it", async () => {
    const answer = error(500, "builtins.ValueError", "Invalid field 's3cret' on 'res.users'");
    await using host = await friendly(answer);
    const wire = wireTo(host.url, { secret: new Secret("s3cret") });
    expect(await failure(wire.call("res.users", "read", [[1]], {}, signal))).toBe(
      "unsupported_version: Odoo has no field [secret] on res.users",
    );
    wire.close();
  });

  test.each([
    ["an error without a name", '{"message": "no"}'],
    ["an error of another shape", '{"name": 1, "message": []}'],
    ["a list", "[]"],
    ["an error cut short", '{"name": "werkzeug.exceptions.Unauthor'],
  ])("401 with %s is of somebody before Odoo", async (_name, body) => {
    expect(await searching({ status: 401, body })).toBe(
      "access_denied: HTTP 401 from URL/json/2/res.users/search_read: something in front of Odoo refuses us",
    );
  });
});

describe("answers that are none", () => {
  const whole = "malformed_response: the answer is not whole JSON: ";
  test.each([
    ["truncated", '[{"id": 1, "login": "a', `${whole}cut short inside a text`],
    ["nested deeply", "[".repeat(100_000), `${whole}nested too deeply`],
    ["with a key twice", '[{"id": 1, "id": 2}]', `${whole}a key is given twice`],
    ["with __proto__", '[{"id": 1, "__proto__": {}}]', `${whole}a key that is named __proto__`],
    [
      "with a huge number",
      '[{"id": 12345678901234567890}]',
      `${whole}a whole number that cannot be held exactly`,
    ],
    ["empty", "", `${whole}empty`],
  ])("%s", async (_name, body, line) => {
    expect(await searching({ body })).toBe(line);
  });
});

describe("a host that is no Odoo", () => {
  const html = "<html><body>Bad Gateway</body></html>";
  const asked = (host: Host): string => `${host.url}/json/version`;
  const canned = (status: number, headers = {}) =>
    cannedHost({ status, contentType: "text/html", headers, body: html });

  test.each([
    [502, "unreachable", " (a proxy answered, not Odoo)"],
    [500, "unreachable", " (Odoo or a proxy before it failed)"],
    [404, "unreachable", ": not an Odoo 19 or later, or its module `rpc` is not installed"],
    [401, "access_denied", ": something in front of Odoo refuses us"],
    [403, "access_denied", ": something in front of Odoo refuses us"],
    [429, "unreachable", ": a proxy limits our requests"],
    [400, "malformed_response", ": not an answer of Odoo's JSON-2"],
  ])("%i", async (status, reason, why) => {
    await using host = await canned(status);
    expect(await asking(host)).toBe(`${reason}: HTTP ${status} from ${asked(host)}${why}`);
  });

  test("200 with HTML", async () => {
    await using host = await canned(200);
    expect(await asking(host)).toBe(
      `malformed_response: ${asked(host)} answered text/html instead of JSON: is this the address of an Odoo?`,
    );
  });

  test("200 with HTML that claims to be JSON", async () => {
    await using host = await cannedHost({ contentType: "application/json", body: html });
    expect(await asking(host)).toBe(
      "malformed_response: the answer is not whole JSON: cut short, or something else",
    );
  });

  test.each(["json/version", "json/2/res.users/read"])(
    "a redirect of %s: the URL to set",
    async (path) => {
      await using host = await canned(301, {
        location: `https://shop.example.com/odoo/${path}?t=1`,
      });
      expect(await asking(host)).toBe(
        `unreachable: HTTP 301 from ${asked(host)}: redirects to https://shop.example.com/odoo: ` +
          "set the URL to https://shop.example.com/odoo if that is this Odoo",
      );
    },
  );
});

describe("a bad host", () => {
  test("that refuses connections: unreachable", async () => {
    const wire = wireTo(await closedUrl());
    expect(await failure(wire.version(signal))).toMatch(/^unreachable: .*: connection refused$/);
    wire.close();
  });

  test("that is silent: timeout, and nothing else is tried", async () => {
    await using host = await silentHost();
    expect(await asking(host, { requestDeadlineMs: 200 })).toMatch(/^timeout: /);
    expect(host.accepted()).toBe(1);
  });

  test("that drips: timeout", async () => {
    await using host = await drippingHost("application/json");
    expect(await asking(host, { requestDeadlineMs: 200 })).toMatch(/^timeout: /);
  });

  test("that resets: unreachable", async () => {
    await using host = await resettingHost();
    expect(await asking(host)).toMatch(/^unreachable: /);
  });

  test("that sends 200 MB of JSON: response_too_large, memory bounded", async () => {
    await using host = await floodingHost(200_000_000, jsonString);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const line = await asking(host);
    clearInterval(watch);
    expect(line).toBe(`response_too_large: ${host.url}: the answer is larger than 32 MiB`);
    expect(peak - before).toBeLessThan(100_000_000);
  });

  test("with a wrong certificate: tls_untrusted; with the right authority: an answer", async () => {
    const version = json2Recordings.get("version")?.body;
    await using host = await tlsHost("localhost", (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(version);
    });
    expect(await asking(host)).toMatch(/^tls_untrusted: .* is not trusted here: set `ca` to/);
    const wire = wireTo(host.url, { ca: tlsFixture("ca.pem") });
    expect((await wire.version(signal)).major).toBe(19);
    wire.close();
  });
});

describe("a login with a password", () => {
  const taken = ({ method, params }: Call): Reply =>
    method === "authenticate" && params[2] === "admin" ? { value: 2 } : { value: false };

  test("is tried over XML-RPC, our own key too", async () => {
    await using host = await friendly({ value: [] }, ({ method, params }) =>
      method === "authenticate" && params[2] === key
        ? { value: 6 }
        : taken({ path: "", method, params }),
    );
    const wire = wireTo(host.url);
    expect(await wire.tryLogin("admin", "admin", signal)).toBe(true);
    expect(await wire.tryLogin("demo", "demo", signal)).toBe(false);
    expect(await wire.logsIn(signal)).toBe(true);
    wire.close();
  });

  test("is unknown, never refused, where XML-RPC is closed", async () => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url);
    const line = `unreachable: a login can be tried over XML-RPC alone: HTTP 404 from ${host.url}/xmlrpc/2/common: not an Odoo`;
    expect(await failure(wire.tryLogin("admin", "admin", signal))).toContain(line);
    expect(await failure(wire.logsIn(signal))).toContain(line);
    wire.close();
  });
});

test("the audit's end is deadline_exceeded for everybody who waits", async () => {
  await using host = await silentHost();
  const audit = new AbortController();
  const wire = wireTo(host.url);
  const both = [wire.uid(audit.signal), wire.call("res.users", "read", [[1]], {}, audit.signal)];
  const lines = Promise.all(both.map(failure));
  await expect.poll(() => host.accepted()).toBe(1);
  audit.abort();
  const line = `deadline_exceeded: stopped before ${host.url} had answered`;
  expect(await lines).toEqual([line, line]);
  wire.close();
});

test("close() ends what is under way", async () => {
  await using host = await silentHost();
  const wire = wireTo(host.url);
  const pending = failure(wire.version(signal));
  await expect.poll(() => host.accepted()).toBe(1);
  wire.close();
  expect(await pending).toMatch(/^deadline_exceeded: .* was closed on our side$/);
  await expect.poll(() => host.sockets.size).toBe(0);
});
