import { afterAll, beforeAll, expect, it } from "vitest";
import type { OdooAccess } from "../../src/model/environment.ts";
import { environment, startAuditor, unknownsOf, type Auditor } from "./lab.ts";

let auditor: Auditor;
beforeAll(async () => {
  auditor = await startAuditor();
});
afterAll(async () => {
  await auditor?.close();
});

/** The production by Odoo's API alone; its secret is said to be an API key, which XML-RPC takes alike. */
function byApi(api: OdooAccess["api"]) {
  const { odoo, ...rest } = environment("production", { ssh: undefined, sql: undefined });
  return { ...rest, odoo: odoo && { ...odoo, api, secretIsApiKey: true } };
}
const ofTheApi = (lines: readonly string[]) =>
  lines.filter((line) => !line.includes("transport_not_configured"));

it("auto finds no JSON-2 on a real Odoo 14 and goes over XML-RPC", async () => {
  const record = await auditor.audit(byApi("auto"));
  expect(record.odooVersion).toBe("14.0");
  expect(ofTheApi(unknownsOf(record))).toEqual([]);
});

it("json2 on a real Odoo 14 says what to use instead", async () => {
  const lines = ofTheApi(unknownsOf(await auditor.audit(byApi("json2"))));
  const said = new Set(lines.map((line) => line.slice(line.indexOf(": ") + 2)));
  expect([...said]).toEqual([
    "unsupported_version: Odoo 14.0 has no JSON-2: use `api: auto` or `api: xmlrpc`",
  ]);
});
