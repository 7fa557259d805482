import { describe, expect, test } from "vitest";
import { InternalError, TargetError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { OdooWire, ReadMethod } from "../../../src/transports/wires.ts";
import { xmlrpcWire } from "../../../src/transports/odoo/xmlrpc.ts";
import type { XmlrpcAccess } from "../../../src/transports/odoo/xmlrpc.ts";
import {
  cannedHost,
  closedUrl,
  drippingHost,
  faultXml,
  floodingHost,
  odooHost,
  recording,
  resettingHost,
  silentHost,
  tlsFixture,
  tlsHost,
} from "../../support/http-hosts.ts";
import type { Call, Host, Reply } from "../../support/http-hosts.ts";

const { signal } = new AbortController();
const password = "s3cret-canary";

function wireTo(url: string, change: Partial<XmlrpcAccess> = {}): OdooWire {
  const secret = new Secret(password);
  return xmlrpcWire({ url, database: "shop", login: "auditor", secret, ca: undefined, ...change });
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
async function asking(host: Host, change: Partial<XmlrpcAccess> = {}): Promise<string> {
  const wire = wireTo(host.url, change);
  try {
    return await failure(wire.version(signal));
  } finally {
    wire.close();
  }
}

/** An Odoo that lets `auditor` in as user 6 and answers every read with `answer`. */
const friendly = (answer: Reply) =>
  odooHost(({ method, params }: Call): Reply => {
    if (method === "version") return { body: recording("17.0", "version") };
    if (method === "authenticate") return { value: params[2] === password ? 6 : false };
    return answer;
  });

describe("version", () => {
  test.each([
    ["16.0", 16],
    ["17.0", 17],
    ["18.0", 18],
    ["19.0", 19],
  ])("%s, as recorded", async (serie, major) => {
    await using host = await odooHost(() => ({ body: recording(serie, "version") }));
    const wire = wireTo(host.url);
    expect(await wire.version(signal)).toEqual({ major, serie });
    wire.close();
    expect(host.calls).toEqual([{ path: "/xmlrpc/2/common", method: "version", params: [] }]);
  });

  test("is asked once", async () => {
    await using host = await friendly({ value: 0 });
    const wire = wireTo(host.url);
    await Promise.all([wire.version(signal), wire.version(signal)]);
    await wire.version(signal);
    wire.close();
    expect(host.calls.length).toBe(1);
  });

  test("that is no version: unsupported_version", async () => {
    const escape = Buffer.from(
      recording("17.0", "version").toString().replaceAll("17.0", "master\u001b[2J"),
    );
    await using host = await odooHost(() => ({ body: escape }));
    expect(await asking(host)).toBe(
      'unsupported_version: "master\\u001b[2J" is not a version of Odoo that we know',
    );
  });

  test("in another shape: malformed_response", async () => {
    await using host = await odooHost(() => ({ value: [] }));
    expect(await asking(host)).toBe(
      "malformed_response: Odoo's answer to version is not as expected",
    );
  });
});

describe("login", () => {
  test("is one call with an empty environment, shared by everybody", async () => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url);
    const reads = [1, 2, 3].map(() => wire.call("res.users", "search_read", [[]], {}, signal));
    expect(await wire.uid(signal)).toBe(6);
    await Promise.all(reads);
    wire.close();
    expect(host.calls.filter((call) => call.method === "authenticate")).toEqual([
      {
        path: "/xmlrpc/2/common",
        method: "authenticate",
        params: ["shop", "auditor", password, {}],
      },
    ]);
  });

  test("that is refused: auth_failed with the login, and it is not tried again", async () => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url, { secret: new Secret("wrong-canary") });
    const line =
      'auth_failed: Odoo refused login "auditor" on database "shop": check the login and its secret';
    expect(await failure(wire.uid(signal))).toBe(line);
    expect(await failure(wire.call("res.users", "read", [[1]], {}, signal))).toBe(line);
    wire.close();
    expect(host.calls.length).toBe(1);
  });

  test("to an unknown database: unreachable, as recorded on 16", async () => {
    const body = recording("16.0", "authenticate-unknown-database");
    await using host = await odooHost(() => ({ body }));
    const wire = wireTo(host.url);
    expect(await failure(wire.uid(signal))).toBe(
      'unreachable: database "no_such_db" does not exist on this server',
    );
    wire.close();
  });

  test("that gives no user id: malformed_response", async () => {
    await using host = await odooHost(() => ({ value: true }));
    const wire = wireTo(host.url);
    expect(await failure(wire.uid(signal))).toBe(
      "malformed_response: Odoo's answer to authenticate is not as expected",
    );
    wire.close();
  });

  test("with a control character in the secret: auth_failed before anything is sent", async () => {
    await using host = await friendly({ value: [] });
    const wire = wireTo(host.url, { secret: new Secret("a\u0001b") });
    expect(await failure(wire.uid(signal))).toBe(
      "auth_failed: the database, login or secret has a control character, which XML cannot carry",
    );
    wire.close();
    expect(host.accepted()).toBe(0);
  });
});

describe("tryLogin", () => {
  const attempt = async (host: Host): Promise<boolean> => {
    const wire = wireTo(host.url);
    try {
      return await wire.tryLogin("admin", "admin", signal);
    } finally {
      wire.close();
    }
  };

  test("is true when Odoo gives a user id", async () => {
    await using host = await odooHost(() => ({ value: 2 }));
    expect(await attempt(host)).toBe(true);
    expect(host.calls[0]?.params).toEqual(["shop", "admin", "admin", {}]);
  });

  test("is false when Odoo says false", async () => {
    const body = recording("19.0", "authenticate-wrong-password");
    await using host = await odooHost(() => ({ body }));
    expect(await attempt(host)).toBe(false);
  });

  test("is false when Odoo says Access Denied", async () => {
    await using host = await odooHost(() => ({ body: faultXml(3, "Access Denied") }));
    expect(await attempt(host)).toBe(false);
  });

  test("is neither when something else went wrong", async () => {
    await using host = await odooHost(() => ({ body: faultXml(1, "boom") }));
    expect(await failure(attempt(host))).toMatch(
      /^malformed_response: Odoo failed in authenticate/,
    );
  });
});

describe("call", () => {
  test("sends the read with archived records and one language", async () => {
    await using host = await friendly({ value: [{ id: 1, name: "x" }] });
    const wire = wireTo(host.url);
    const kwargs = { fields: ["name"], context: { allowed_company_ids: [1, 2] } };
    const rows = await wire.call("res.users", "search_read", [[["id", ">", 0]]], kwargs, signal);
    wire.close();
    expect(rows).toEqual([{ id: 1, name: "x" }]);
    expect(host.calls.at(-1)).toEqual({
      path: "/xmlrpc/2/object",
      method: "execute_kw",
      params: [
        "shop",
        6,
        password,
        "res.users",
        "search_read",
        [[["id", ">", 0]]],
        {
          fields: ["name"],
          context: { active_test: false, lang: "en_US", allowed_company_ids: [1, 2] },
        },
      ],
    });
  });

  test.each(["write", "unlink", "create", "constructor"])(
    "refuses %s as our own mistake, before the login",
    async (method) => {
      await using host = await friendly({ value: [] });
      const wire = wireTo(host.url);
      const call = wire.call("res.users", method as ReadMethod, [], {}, signal);
      await expect(call).rejects.toBeInstanceOf(InternalError);
      wire.close();
      expect(host.accepted()).toBe(0);
    },
  );

  test("answered by a traceback: neither the traceback nor the secret is shown", async () => {
    const fault = `Traceback (most recent call last):\n  File "/srv/x.py", line 3\n    f("${password}")\nValueError: ${password}\n`;
    await using host = await friendly({ body: faultXml(1, fault) });
    const wire = wireTo(host.url);
    expect(await failure(wire.call("res.users", "read", [[1]], {}, signal))).toBe(
      "malformed_response: Odoo failed in res.users.read with ValueError; its log has the traceback",
    );
    wire.close();
  });

  test("whose missing field is named like the secret: the secret is taken out", async () => {
    const fault =
      "Traceback (most recent call last):\nValueError: Invalid field 's3cret' on 'res.users'";
    const last = await odooHost(({ method }) =>
      method === "authenticate" ? { value: 6 } : { body: faultXml(1, fault) },
    );
    await using host = last;
    const wire = wireTo(host.url, { secret: new Secret("s3cret") });
    expect(await failure(wire.call("res.users", "read", [[1]], {}, signal))).toBe(
      "unsupported_version: Odoo has no field [secret] on res.users",
    );
    wire.close();
  });

  test("by a user without rights: access_denied", async () => {
    const fault = "You are not allowed to access 'System Parameter' (ir.config_parameter) records.";
    await using host = await friendly({ body: faultXml(4, fault) });
    const wire = wireTo(host.url);
    const call = wire.call("ir.config_parameter", "search_read", [[]], {}, signal);
    expect(await failure(call)).toBe(
      'access_denied: login "auditor" may not call ir.config_parameter.search_read',
    );
    wire.close();
  });
});

describe("a host that is no Odoo", () => {
  const page = "<html><body>Bad Gateway</body></html>";
  const endpoint = (host: Host): string => `${host.url}/xmlrpc/2/common`;

  test("502 with HTML: unreachable, a proxy answered", async () => {
    await using host = await cannedHost({ status: 502, contentType: "text/html", body: page });
    expect(await asking(host)).toBe(
      `unreachable: HTTP 502 from ${endpoint(host)} (a proxy answered, not Odoo)`,
    );
  });

  test("500: unreachable", async () => {
    await using host = await cannedHost({ status: 500, contentType: "text/html", body: page });
    expect(await asking(host)).toBe(
      `unreachable: HTTP 500 from ${endpoint(host)} (Odoo or a proxy before it failed)`,
    );
  });

  test("200 with HTML: malformed_response", async () => {
    await using host = await cannedHost({ contentType: "text/html; charset=utf-8", body: page });
    expect(await asking(host)).toBe(
      `malformed_response: ${endpoint(host)} answered text/html instead of XML: is this the address of an Odoo?`,
    );
  });

  test("200 with HTML that claims to be XML: malformed_response", async () => {
    await using host = await cannedHost({ body: page });
    expect(await asking(host)).toBe(
      "malformed_response: the answer is not whole XML-RPC: <html> inside <document>",
    );
  });

  test("404: unreachable, with the module that 19 may lack", async () => {
    await using host = await cannedHost({ status: 404, contentType: "text/html", body: page });
    expect(await asking(host)).toBe(
      `unreachable: HTTP 404 from ${endpoint(host)}: not an Odoo, or (from 19 on) its module \`rpc\` is not installed, or XML-RPC is closed: then give an \`api_key\` for JSON-2`,
    );
  });

  test.each([401, 403])("%i: access_denied", async (status) => {
    await using host = await cannedHost({ status, contentType: "text/html", body: page });
    expect(await asking(host)).toBe(
      `access_denied: HTTP ${status} from ${endpoint(host)}: something in front of Odoo refuses us`,
    );
  });

  test("429: unreachable", async () => {
    await using host = await cannedHost({ status: 429, body: "" });
    expect(await asking(host)).toBe(
      `unreachable: HTTP 429 from ${endpoint(host)}: a proxy limits our requests`,
    );
  });

  test("400: malformed_response", async () => {
    await using host = await cannedHost({ status: 400, body: "" });
    expect(await asking(host)).toBe(
      `malformed_response: HTTP 400 from ${endpoint(host)}: not an answer of Odoo's XML-RPC`,
    );
  });

  test("a redirect: unreachable, with the URL to set", async () => {
    const headers = { location: "https://shop.example.com/xmlrpc/2/common?token=1" };
    await using host = await cannedHost({ status: 301, headers, body: "" });
    expect(await asking(host)).toBe(
      `unreachable: HTTP 301 from ${endpoint(host)}: redirects to https://shop.example.com: ` +
        "set the URL to https://shop.example.com if that is this Odoo",
    );
  });

  test("a redirect to nowhere: unreachable", async () => {
    await using host = await cannedHost({ status: 302, body: "" });
    expect(await asking(host)).toBe(
      `unreachable: HTTP 302 from ${endpoint(host)}: redirects nowhere`,
    );
  });
});

describe("a bad host", () => {
  test("that refuses connections: unreachable", async () => {
    const wire = wireTo(await closedUrl());
    expect(await failure(wire.version(signal))).toMatch(/^unreachable: .*: connection refused$/);
    wire.close();
  });

  test("that is silent: timeout", async () => {
    await using host = await silentHost();
    expect(await asking(host, { requestDeadlineMs: 200 })).toMatch(/^timeout: /);
  });

  test("that drips: timeout", async () => {
    await using host = await drippingHost();
    expect(await asking(host, { requestDeadlineMs: 200 })).toMatch(/^timeout: /);
  });

  test("that resets: unreachable", async () => {
    await using host = await resettingHost();
    expect(await asking(host)).toMatch(/^unreachable: /);
  });

  test("that sends truncated XML: malformed_response", async () => {
    const body = recording("17.0", "search_read.res.users").subarray(0, 2000);
    await using host = await cannedHost({ body });
    expect(await asking(host)).toMatch(
      /^malformed_response: the answer is not whole XML-RPC: cut short inside </,
    );
  });

  test("that sends 200 MB of XML: response_too_large, memory bounded", async () => {
    await using host = await floodingHost(200_000_000);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const line = await asking(host);
    clearInterval(watch);
    expect(line).toBe(`response_too_large: ${host.url}: the answer is larger than 32 MiB`);
    expect(peak - before).toBeLessThan(100_000_000);
  });

  test("with a wrong certificate: tls_untrusted; with the right authority: an answer", async () => {
    const version = recording("18.0", "version");
    await using host = await tlsHost("localhost", (_request, response) => {
      response.writeHead(200, { "content-type": "text/xml" }).end(version);
    });
    expect(await asking(host)).toMatch(/^tls_untrusted: .* is not trusted here: set `ca` to/);
    const wire = wireTo(host.url, { ca: tlsFixture("ca.pem") });
    expect((await wire.version(signal)).major).toBe(18);
    wire.close();
  });
});

test("the audit's end is deadline_exceeded for everybody who shares the login", async () => {
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
