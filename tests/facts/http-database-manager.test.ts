import { describe, expect, it } from "vitest";
import { checkedFact } from "../../src/audit/fact.ts";
import { httpDatabaseLists } from "../../src/facts/http-database-lists.ts";
import { httpDatabaseManager } from "../../src/facts/http-database-manager.ts";
import type { HttpAnswer } from "../../src/transports/wires.ts";
import { declared } from "../audit/support.ts";

const context = { version: { major: 17, serie: "17.0" }, environment: declared() };
const page = (status: number, body: string): HttpAnswer => ({
  status,
  contentType: "text/html",
  body,
});
const odooLogin = page(200, '<form action="/web/login" method="post"></form>');
const factOf = (status: number, body: string, login = odooLogin) =>
  checkedFact(httpDatabaseManager, () =>
    httpDatabaseManager.sources.http?.shape([page(status, body), login], context),
  );

const form = '<form action="/web/database/backup" method="post"></form>';
const disabled = "<p>The database manager has been disabled by the administrator</p>";
const warning =
  "<p>Warning, your Odoo database manager is not protected. Please set a password</p>";

describe("the page of the database manager", () => {
  it.each([
    ["blocked", 403, "<h1>Forbidden</h1>"],
    ["blocked", 401, form],
    ["blocked", 404, ""],
    ["enabled", 200, form],
    ["insecure", 200, warning + form],
    // Its forms, and the warning in them, are hidden in the page of the disabled one as well.
    ["disabled", 200, disabled + warning + form],
    ["disabled", 200, disabled],
  ])("is %s when it is answered %i and %j", (state, status, body) => {
    expect(factOf(status, body)).toEqual({ state: "known", value: state });
  });

  it("is unknown where nothing of Odoo answers beside it", () => {
    const detail = "no Odoo answers there (/web/login: HTTP 404)";
    const unknown = { state: "unknown", reason: "unreachable", detail };
    expect(factOf(404, "", page(404, "not found"))).toEqual(unknown);
    expect(factOf(404, "", page(200, "<h1>Hello</h1>"))).toMatchObject({ state: "unknown" });
    const selector = '<a href="/web/database/selector">/web/database/selector</a>';
    expect(factOf(404, "", page(303, selector))).toEqual({ state: "known", value: "blocked" });
  });

  it.each([
    [502, "<h1>Bad Gateway</h1>", "unreachable", "/web/database/manager answered HTTP 502"],
    [303, "", "unreachable", "/web/database/manager answered HTTP 303"],
    [200, "<h1>Hello</h1>", "malformed_response", "/web/database/manager is not Odoo's page"],
    [200, "", "malformed_response", "/web/database/manager is not Odoo's page"],
  ])("is unknown when it is answered %i and %j", (status, body, reason, detail) => {
    expect(factOf(status, body)).toEqual({ state: "unknown", reason, detail });
  });
});

describe("the pages that list databases", () => {
  const open = '<a href="/web?db=staging">staging</a>';
  const badRequest = page(400, "<h1>Bad Request</h1>");
  const lists = (selector: HttpAnswer, list = badRequest, login = odooLogin) =>
    checkedFact(httpDatabaseLists, () =>
      httpDatabaseLists.sources.http?.shape([selector, list, login], context),
    );

  it.each([
    ["open", 200, open],
    ["open", 200, '<a href="/web/database/manager">Manage databases</a>'],
    ["disabled", 200, disabled + open],
    ["blocked", 403, ""],
    ["blocked", 404, ""],
  ])("the selector is %s when it is answered %i and %j", (state, status, body) => {
    expect(lists(page(status, body))).toEqual({
      state: "known",
      value: { selector: state, list: "reachable" },
    });
  });

  it.each([
    [200, "reachable"],
    [400, "reachable"],
    [405, "reachable"],
    [401, "blocked"],
    [403, "blocked"],
    [404, "blocked"],
  ])("the list that is answered %i is %s", (status, list) => {
    expect(lists(page(200, disabled), page(status, ""))).toMatchObject({ value: { list } });
  });

  it("are unknown where something else answers", () => {
    const unreachable = { state: "unknown", reason: "unreachable" };
    expect(lists(page(502, ""))).toMatchObject(unreachable);
    expect(lists(page(200, open), page(303, ""))).toMatchObject(unreachable);
    expect(lists(page(404, ""), page(404, ""), page(404, ""))).toEqual({
      ...unreachable,
      detail: "no Odoo answers there (/web/login: HTTP 404)",
    });
    expect(lists(page(200, "<h1>Hello</h1>"))).toMatchObject({ reason: "malformed_response" });
  });
});
