import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OdooApi } from "../../src/model/environment.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import { breakEnvironment, breakIds } from "../../src/simulator/breaks.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../src/simulator/environment.ts";
import { mapRows } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { running } from "../simulator/support.ts";
import {
  auditOf,
  checksWith,
  clock,
  declare,
  findingsOf,
  odooOf,
  unknownsOf,
  verdictOf,
} from "./support.ts";

/** One audit by the API key; `auto` takes JSON-2 on 19. */
const byKey = (sim: SimulatedEnvironment, api: OdooApi = "auto"): Promise<AuditRecord> =>
  auditOf(declare(sim, { odoo: { ...odooOf(sim, "apiKey"), api } }));

/** The services that the calls since `from` went to. */
const services = (sim: SimulatedEnvironment, from = 0): readonly string[] => [
  ...new Set(sim.calls.slice(from).map(({ service }) => service)),
];

describe("an Odoo 19 over JSON-2", () => {
  let sim: SimulatedEnvironment;
  const safe = seed(19, "staging");
  beforeAll(async () => {
    sim = await startSimulatedEnvironment(safe, clock);
  });
  afterAll(() => sim.close());

  it("is asked once for each model, over JSON-2, and over XML-RPC for passwords alone", async () => {
    sim.change(() => safe);
    const before = sim.calls.length;
    const record = await byKey(sim);
    expect([findingsOf(record), unknownsOf(record)]).toEqual([[], []]);
    expect(record).toMatchObject({ odooVersion: "19.0", complete: true, transportErrors: [] });
    const calls = sim.calls.slice(before);
    const models = calls.filter((c) => c.service === "json2").map((c) => `${c.method} ${c.model}`);
    const reads = models.filter((call) => call.startsWith("search_read "));
    expect(models.filter((call) => !reads.includes(call))).toEqual([
      "context_get res.users",
      "read res.users",
      "search_count ir.model.fields",
    ]);
    // Of users some things are asked of administrators and visitors alone, once it is known who they are; and
    // whose models are, once it is known whose modules are.
    const again = reads.filter((read, index) => reads.indexOf(read) !== index);
    expect(again.toSorted()).toEqual(["search_read ir.model.data", "search_read res.users"]);
    const common = calls.filter((c) => c.service !== "json2");
    expect(common.map(({ method, login }) => `${method} ${login}`)).toEqual([
      "authenticate admin",
      "authenticate demo",
      "authenticate envaudit",
      // The guesses: the login where it is no default, and the name of the database.
      "authenticate admin",
      "authenticate erp-operator",
      "authenticate erp-operator",
      "authenticate envaudit",
    ]);
  });

  it.each(["auto", "json2"] as const)(
    "gives the facts and verdicts of XML-RPC, whatever is broken (api: %s)",
    async (api) => {
      await fc.assert(
        fc.asyncProperty(fc.subarray([...breakIds]), async (broken) => {
          let spec = safe;
          for (const id of broken) spec = breakEnvironment(spec, id);
          sim.change(() => spec);
          const overXml = await auditOf(declare(sim));
          // A guess that succeeded was a login, and moved its user's date.
          sim.change(() => spec);
          const from = sim.calls.length;
          const overJson = await byKey(sim, api);
          expect(services(sim, from)).toContain("json2");
          expect(overJson.facts).toEqual(overXml.facts);
          // The key's own check is about nothing where the auditor logs in by password.
          const ofBoth = ({ results }: AuditRecord) =>
            results.filter(({ check }) => check !== "access.auditor-credential-expiry");
          expect(ofBoth(overJson)).toEqual(ofBoth(overXml));
          expect(verdictOf(overJson, "access.auditor-credential-expiry").outcome).toBe("pass");
        }),
        { numRuns: 8, examples: [[[]], [[...breakIds]]] },
      );
    },
  );

  it("is not proven where the key's user is not in every company", async () => {
    sim.change(() => ({
      ...safe,
      database: mapRows(safe.database, "res.users", (rows) =>
        rows.map((row) => (row["login"] === "envaudit" ? { ...row, company_ids: [1] } : row)),
      ),
    }));
    expect(verdictOf(await byKey(sim), "mail.outgoing-servers")).toMatchObject({
      reason: "access_denied",
      detail: "the API user envaudit is in 1 of 2 companies: rows of the others are hidden from it",
    });
  });

  it.each([
    [
      "a wrong key",
      { secret: new Secret("wrong") },
      "auth_failed",
      'Odoo refused the API key of login "envaudit" on database "staging": was it deleted, has it expired, is it of that database?',
    ],
    [
      "the password in place of a key",
      { secret: new Secret("simulated-envaudit-password") },
      "auth_failed",
      'Odoo refused the API key of login "envaudit" on database "staging": was it deleted, has it expired, is it of that database?',
    ],
    [
      "the key of another user",
      { login: "admin" },
      "auth_failed",
      'the API key belongs to another user than login "admin"',
    ],
    [
      "an unknown database",
      { database: "no_such" },
      "unreachable",
      'database "no_such" does not exist on this server, or its dbfilter hides it from this address',
    ],
  ])("with %s is unknown, and the rest is judged", async (_name, change, reason, detail) => {
    sim.change(() => safe);
    const odoo = { ...odooOf(sim, "apiKey"), ...change };
    const record = await auditOf(declare(sim, { odoo }));
    expect(verdictOf(record, "mail.outgoing-servers")).toEqual({
      outcome: "unknown",
      reason,
      detail,
    });
    expect(checksWith(record, "pass")).toContain("access.odoo-conf-permissions");
    expect(checksWith(record, "pass")).toContain("access.database-manager");
  });
});

describe("the wrong API for a version", () => {
  it("JSON-2 on 18 says what to use instead", async () => {
    await using sim = await running(seed(18, "staging"));
    const record = await byKey(sim, "json2");
    expect(verdictOf(record, "mail.outgoing-servers")).toEqual({
      outcome: "unknown",
      reason: "unsupported_version",
      detail: "Odoo 18.0 has no JSON-2: use `api: auto` or `api: xmlrpc`",
    });
  });

  it.each([14, 17, 18] as const)("auto on %i goes over XML-RPC, by the API key", async (major) => {
    await using sim = await running(seed(major, "staging"));
    const record = await byKey(sim);
    expect([findingsOf(record), unknownsOf(record)]).toEqual([[], []]);
    expect(services(sim)).toEqual(expect.arrayContaining(["common", "object"]));
    expect(services(sim)).not.toContain("json2");
  });

  it.each(["auto", "xmlrpc", "json2"] as const)(
    "a 19 without its module rpc is unreachable by %s, with the module's name",
    async (api) => {
      await using sim = await running(seed(19, "staging", { without: ["rpc"] }));
      expect(verdictOf(await byKey(sim, api), "mail.outgoing-servers")).toMatchObject({
        reason: "unreachable",
        detail: expect.stringContaining("module `rpc` is not installed"),
      });
    },
  );
});
