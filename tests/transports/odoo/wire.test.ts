import { describe, expect, test } from "vitest";
import { TargetError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import { odooWire } from "../../../src/transports/odoo/wire.ts";
import type { OdooWireAccess } from "../../../src/transports/odoo/wire.ts";
import type { OdooWire } from "../../../src/transports/wires.ts";
import {
  cannedHost,
  closedUrl,
  json2Host,
  recording,
  silentHost,
} from "../../support/http-hosts.ts";
import type { Call, JsonCall, JsonReply, Reply } from "../../support/http-hosts.ts";

const { signal } = new AbortController();
const key = "k3y-canary";

function wireTo(url: string, change: Partial<OdooWireAccess> = {}): OdooWire {
  return odooWire({
    url,
    database: "shop",
    login: "auditor",
    api: "auto",
    secret: new Secret(key),
    secretIsApiKey: true,
    ca: undefined,
    ...change,
  });
}

/** An Odoo with both APIs, as far as its version has them; `api` is that of each call that it answered. */
async function odoo(serie: string, change: { readonly xmlrpc?: false } = {}) {
  const api: string[] = [];
  const note = (what: string): void => void api.push(what);
  const json = ({ path }: JsonCall): JsonReply => {
    if (Number(serie.split(".")[0]) < 19) {
      note("HTML");
      return { status: 404, contentType: "text/html", body: "<html>404</html>" };
    }
    note(`JSON ${path.split("/").at(-1)}`);
    if (path === "/json/version") return { value: { version: serie } };
    if (path.endsWith("context_get")) return { value: { uid: 6 } };
    return { value: [{ id: 6, login: "auditor" }] };
  };
  const xmlrpc = ({ method }: Call): Reply => {
    note(`XML ${method}`);
    if (method === "version") return { value: { server_serie: serie } };
    return { value: method === "authenticate" ? 6 : [{ id: 6, login: "auditor" }] };
  };
  const host = await json2Host(json, change.xmlrpc === false ? undefined : xmlrpc);
  return { ...host, api };
}

async function reading(url: string, change: Partial<OdooWireAccess> = {}): Promise<unknown> {
  const wire = wireTo(url, change);
  try {
    return await wire.call("res.users", "search_read", [[]], { fields: ["login"] }, signal);
  } catch (error) {
    if (error instanceof TargetError)
      return `${error.reason}: ${error.message}`.replaceAll(url, "URL");
    throw error;
  } finally {
    wire.close();
  }
}

const rows = [{ id: 6, login: "auditor" }];
const overXml = ["XML version", "XML authenticate", "XML execute_kw"];
const overJson = ["JSON version", "JSON context_get", "JSON read", "JSON search_read"];

describe("auto", () => {
  test.each([
    ["14.0", ["HTML", ...overXml]],
    ["18.0", ["HTML", ...overXml]],
    ["19.0", overJson],
    ["20.0", overJson],
  ])("with an API key on %s", async (serie, api) => {
    await using host = await odoo(serie);
    expect(await reading(host.url)).toEqual(rows);
    expect(host.api).toEqual(api);
  });

  test("without an API key: XML-RPC, whatever the version", async () => {
    await using host = await odoo("19.0");
    expect(await reading(host.url, { secretIsApiKey: false })).toEqual(rows);
    expect(host.api).toEqual(["XML authenticate", "XML execute_kw"]);
  });

  test("decides once for everybody", async () => {
    await using host = await odoo("19.0");
    const wire = wireTo(host.url);
    const call = () => wire.call("res.users", "read", [[6]], {}, signal);
    await Promise.all([
      wire.version(signal),
      wire.uid(signal),
      call(),
      call(),
      wire.version(signal),
    ]);
    wire.close();
    expect(host.api.filter((what) => what === "JSON version")).toHaveLength(1);
    expect(host.api.filter((what) => what === "JSON context_get")).toHaveLength(1);
  });

  test("tries passwords over XML-RPC on 19 too", async () => {
    await using host = await odoo("19.0");
    const wire = wireTo(host.url);
    expect(await wire.tryLogin("admin", "admin", signal)).toBe(true);
    expect(await wire.logsIn(signal)).toBe(true);
    wire.close();
    expect(host.api).toEqual(["JSON version", "XML authenticate", "XML authenticate"]);
  });

  test("says what XML-RPC said where neither answers", async () => {
    await using host = await cannedHost({ status: 502, contentType: "text/html", body: "" });
    expect(await reading(host.url)).toBe(
      "unreachable: HTTP 502 from URL/xmlrpc/2/common (a proxy answered, not Odoo)",
    );
  });

  test("asks nothing more of a host that does not answer", async () => {
    expect(await reading(await closedUrl())).toBe("unreachable: URL: connection refused");
    await using host = await silentHost();
    expect(await reading(host.url, { requestDeadlineMs: 200 })).toMatch(/^timeout: /);
    expect(host.accepted()).toBe(1);
  });
});

describe("the wrong choice", () => {
  test("json2 on 18", async () => {
    await using host = await odoo("18.0");
    expect(await reading(host.url, { api: "json2" })).toBe(
      "unsupported_version: Odoo 18.0 has no JSON-2: use `api: auto` or `api: xmlrpc`",
    );
  });

  test("json2 on 17, as it was recorded", async () => {
    await using host = await json2Host(
      () => ({ contentType: "text/html", body: "<html>Odoo</html>" }),
      () => ({ body: recording("17.0", "version") }),
    );
    expect(await reading(host.url, { api: "json2" })).toBe(
      "unsupported_version: Odoo 17.0 has no JSON-2: use `api: auto` or `api: xmlrpc`",
    );
  });

  test("xmlrpc where it is closed", async () => {
    await using host = await odoo("19.0", { xmlrpc: false });
    expect(await reading(host.url, { api: "xmlrpc" })).toBe(
      "unreachable: HTTP 404 from URL/xmlrpc/2/common: not an Odoo, or (from 19 on) its module `rpc` is not installed, or XML-RPC is closed: then give an `api_key` for JSON-2",
    );
    expect(await reading(host.url)).toEqual(rows);
  });
});
