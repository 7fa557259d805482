import { describe, expect, test } from "vitest";
import { faultError } from "../../../src/transports/odoo/faults.ts";
import type { Asked } from "../../../src/transports/odoo/errors.ts";
import { decodeAnswer } from "../../../src/transports/odoo/xmlrpc-decode.ts";
import { recording } from "../../support/http-hosts.ts";

const versions = ["16.0", "17.0", "18.0", "19.0"];
const read: Asked = {
  database: "shop",
  login: "auditor",
  model: "res.users",
  method: "search_read",
};
const common: Asked = { ...read, model: undefined, method: "authenticate" };

function shown(code: number | string, message: string, asked = read): string {
  const error = faultError({ code, message }, asked);
  return `${error.reason}: ${error.message}`;
}

async function recorded(version: string, name: string, asked: Asked): Promise<string> {
  const answer = await decodeAnswer(recording(version, name));
  if (answer.kind !== "fault") throw new Error("not a fault");
  return shown(answer.fault.code, answer.fault.message, asked);
}

describe.each(versions)("recorded on Odoo %s:", (version) => {
  test.each([
    ["missing-field", read, "unsupported_version: Odoo has no field no_such_field on res.users"],
    ["missing-method", read, "unsupported_version: Odoo has no method no_such_method on res.users"],
    [
      "missing-model",
      { ...read, model: "no.such.model" },
      "unsupported_version: Odoo has no model no.such.model",
    ],
    ["unknown-endpoint-method", common, "unsupported_version: Odoo has no method no_such_method"],
    [
      "authenticate-unknown-database",
      common,
      'unreachable: database "no_such_db" does not exist on this server',
    ],
    [
      "object-wrong-password",
      read,
      'auth_failed: Odoo refused login "auditor" on database "shop": check the login and its secret',
    ],
  ])("%s", async (name, asked, line) => {
    expect(await recorded(version, name, asked)).toBe(line);
  });

  test.each([
    ["authenticate-ok", 2],
    ["authenticate-wrong-password", false],
    ["search_count.res.partner", expect.any(Number)],
    ["search_read.res.users", expect.arrayContaining([expect.objectContaining({ id: 2 })])],
    ["search_read.payment.provider", expect.any(Array)],
    ["search_read.delivery.carrier", expect.any(Array)],
    ["version", expect.objectContaining({ server_serie: version, protocol_version: 1 })],
  ])("%s decodes", async (name, value) => {
    expect(await decodeAnswer(recording(version, name))).toEqual({ kind: "value", value });
  });
});

test("recorded on Odoo 19.0: a model whose module is not installed", async () => {
  expect(await recorded("19.0", "search_read.iap.account", { ...read, model: "iap.account" })).toBe(
    "unsupported_version: Odoo has no model iap.account",
  );
});

const traceback = (last: string): string =>
  `Traceback (most recent call last):\n  File "/srv/odoo/x.py", line 1, in f\n    raise X("hunter2")\n${last}\n`;

describe("code 1", () => {
  test.each([
    [
      "a field in a domain",
      "ValueError: Invalid field res.users.no_such in leaf ('no_such', '=', 1)",
      "unsupported_version: Odoo has no field no_such on res.users",
    ],
    [
      "a method on 14",
      "AttributeError: type object 'res.users' has no attribute 'no_such'",
      "unsupported_version: Odoo has no method no_such on res.users",
    ],
    [
      "an attribute that is no method of ours",
      "AttributeError: 'NoneType' object has no attribute 'name'",
      "malformed_response: Odoo failed in res.users.search_read with AttributeError; its log has the traceback",
    ],
    [
      "AccessError",
      "odoo.exceptions.AccessError: You are not allowed to access 'User' (res.users) records.",
      'access_denied: login "auditor" may not call res.users.search_read',
    ],
    [
      "AccessDenied",
      "odoo.exceptions.AccessDenied: Access Denied",
      'auth_failed: Odoo refused login "auditor" on database "shop": check the login and its secret',
    ],
    [
      "a database that takes no more connections",
      "psycopg2.OperationalError: FATAL:  sorry, too many clients already",
      "unreachable: Odoo cannot use its database (psycopg2.OperationalError)",
    ],
    [
      "a result that cannot be sent",
      "TypeError: cannot marshal None unless allow_none is enabled",
      "malformed_response: Odoo failed in res.users.search_read with TypeError; its log has the traceback",
    ],
    [
      "an exception whose text goes on for lines",
      'psycopg2.errors.UndefinedTable: relation "x" does not exist\nLINE 1: SELECT hunter2\n        ^\nQUERY: hunter2',
      "malformed_response: Odoo failed in res.users.search_read with psycopg2.errors.UndefinedTable; its log has the traceback",
    ],
    [
      "an exception with a secret for a name",
      "hunter2 hunter2: hunter2",
      "malformed_response: Odoo failed in res.users.search_read with an error without a class; its log has the traceback",
    ],
  ])("%s", (_name, last, line) => {
    expect(shown(1, traceback(last))).toBe(line);
  });

  test("without a traceback", () => {
    expect(shown(1, "int exceeds XML-RPC limits")).toBe(
      "malformed_response: Odoo failed in res.users.search_read with an error without a class; its log has the traceback",
    );
  });
});

describe("code 2", () => {
  test("a missing model in the user's language", () => {
    expect(shown(2, "L'objet res.users n'existe pas")).toBe(
      "unsupported_version: Odoo has no model res.users",
    );
  });

  test("a missing record is no missing model, and its text is not shown", () => {
    const text = "Record does not exist or has been deleted.\n(Record: res.users(99,), User: 2)";
    expect(shown(2, text)).toBe(
      "malformed_response: Odoo answered res.users.search_read with a user error (fault 2); its log has the text",
    );
  });
});

describe("code 4", () => {
  test("names the model, the login and the fields", () => {
    const text =
      'You do not have enough rights to access the fields "smtp_pass,smtp_user" on Mail Server (ir.mail_server).';
    expect(shown(4, text, { ...read, model: "ir.mail_server" })).toBe(
      'access_denied: login "auditor" may not call ir.mail_server.search_read (fields smtp_pass,smtp_user)',
    );
  });

  test("does not show the names of records", () => {
    const text = "You are not allowed to access 'Jane Roe' (res.partner) records.";
    expect(shown(4, text)).toBe(
      'access_denied: login "auditor" may not call res.users.search_read',
    );
  });
});

describe("string codes of the older endpoints", () => {
  test.each([
    ["AccessDenied", "auth_failed"],
    ["warning -- AccessError\n\nno", "access_denied"],
    ["warning -- UserError\n\nno", "malformed_response"],
    ["something else", "malformed_response"],
    ["3", "auth_failed"],
  ])("%j", (code, reason) => {
    expect(faultError({ code, message: "no" }, read).reason).toBe(reason);
  });
});
