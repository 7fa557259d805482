import { describe, expect, it } from "vitest";
import { checkedFact } from "../../src/audit/fact.ts";
import { httpDatabaseManager } from "../../src/facts/http-database-manager.ts";
import type { HttpAnswer } from "../../src/transports/wires.ts";
import { declared } from "../audit/support.ts";

const context = { version: { major: 17, serie: "17.0" }, environment: declared() };
const factOf = (status: number, body: string) => {
  const answer: HttpAnswer = { status, contentType: "text/html", body };
  return checkedFact(httpDatabaseManager, () =>
    httpDatabaseManager.sources.http?.shape(answer, context),
  );
};

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

  it.each([
    [502, "<h1>Bad Gateway</h1>", "unreachable", "/web/database/manager answered HTTP 502"],
    [303, "", "unreachable", "/web/database/manager answered HTTP 303"],
    [200, "<h1>Hello</h1>", "malformed_response", "/web/database/manager is not Odoo's page"],
    [200, "", "malformed_response", "/web/database/manager is not Odoo's page"],
  ])("is unknown when it is answered %i and %j", (status, body, reason, detail) => {
    expect(factOf(status, body)).toEqual({ state: "unknown", reason, detail });
  });
});
