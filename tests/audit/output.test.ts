import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { formatJson } from "../../src/cli/format/json.ts";
import { formatJunit } from "../../src/cli/format/junit.ts";
import { formatTable } from "../../src/cli/format/table.ts";
import { judge } from "../../src/audit/judge.ts";
import { planAudit } from "../../src/audit/plan.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { checks as everyCheck } from "../../src/probes/list.ts";
import { breakEnvironment, breakIds } from "../../src/simulator/breaks.ts";
import { mapRows, type SimDatabase } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { odooConfPath, type EnvironmentSpec } from "../../src/simulator/spec.ts";
import { running } from "../simulator/support.ts";
import { faultXml, odooHost } from "../support/http-hosts.ts";
import {
  auditOf,
  checks,
  declare,
  digester,
  findingsOf,
  unknownsOf,
  verdictOf,
} from "./support.ts";

const pipe = new PassThrough() as unknown as NodeJS.WriteStream; // no terminal: no colour
const table = (record: AuditRecord): string => formatTable([record], pipe);
const junit = (record: AuditRecord): string => formatJunit([record]);
const json = (record: AuditRecord): string => formatJson([{ record, diff: undefined }]);
const everyOutput = (record: AuditRecord): string =>
  [JSON.stringify(record), table(record), junit(record), json(record)].join("\n");

describe("a secret", () => {
  const canary = "canary-8f3e1d";

  /** Every break there is, and the canary wherever Odoo and its host keep secrets. */
  function planted(): EnvironmentSpec {
    let spec = seed(17, "staging");
    const ofCopies = breakIds.filter((id) => !id.startsWith("production."));
    for (const id of ofCopies) spec = breakEnvironment(spec, id);
    const file = spec.host.files[odooConfPath];
    if (file === undefined) throw new Error("there is no odoo.conf");
    const content = `${file.content}smtp_password = ${canary}\ndb_password = ${canary}\nadmin_passwd = ${canary}\n`;
    return {
      ...spec,
      auditor: { ...spec.auditor, password: canary },
      database: withSecrets(spec.database),
      host: { ...spec.host, files: { [odooConfPath]: { ...file, content } } },
    };
  }

  function withSecrets(database: SimDatabase): SimDatabase {
    const secrets: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["ir.config_parameter", { value: `2026-11-20 10:00:00 ${canary}` }],
      ["ir.mail_server", { smtp_pass: canary, smtp_user: canary }],
      ["fetchmail.server", { password: canary, user: canary }],
      ["payment.provider", { stripe_secret_key: canary, stripe_webhook_secret: canary }],
      ["auth.oauth.provider", { client_id: canary }],
      ["res.partner", { name: canary, email: `${canary}@harbour-goods.com` }],
    ];
    const credentials = database.credentials.map((credential) =>
      credential.login === "envaudit" ? { ...credential, password: canary } : credential,
    );
    let changed: SimDatabase = { ...database, credentials };
    for (const [model, values] of secrets) {
      changed = mapRows(changed, model, (rows) => rows.map((row) => ({ ...row, ...values })));
    }
    return changed;
  }

  it("of the database, its host or our own access is in no record and no output", async () => {
    await using sim = await running(planted());
    const environment = declare(sim);
    const record = await auditOf(environment);
    expect(findingsOf(record).length).toBeGreaterThan(10);
    const shown = everyOutput(record) + JSON.stringify(environment);
    expect(shown).not.toContain(canary);
    const [, ...lines] = sim.ssh.privateKey.trim().split("\n").slice(0, -1);
    for (const line of lines) expect(shown).not.toContain(line);
  });

  it("in a fault's traceback, or sent back in one, is in no record and no output", async () => {
    await using host = await odooHost(({ method, params }) => {
      if (method === "version") return { value: { server_serie: "17.0" } };
      if (method === "authenticate") return { value: 8 };
      const sent = JSON.stringify(params);
      const trace = `Traceback (most recent call last):\n  File "x.py", line 1, in f\n`;
      return { body: faultXml(1, `${trace}ValueError: token ${canary} of ${sent}\n`) };
    });
    await using sim = await running(planted());
    const { odoo } = declare(sim);
    if (odoo === undefined) throw new Error("the environment has no API");
    const record = await auditOf(declare(sim, { odoo: { ...odoo, url: host.url } }));
    expect(verdictOf(record, "mail.outgoing-servers")).toEqual({
      outcome: "unknown",
      reason: "malformed_response",
      detail:
        "Odoo failed in ir.mail_server.search_read with ValueError; its log has the traceback",
    });
    const shown = everyOutput(record);
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain("Traceback");
    expect(shown).not.toContain("x.py");
  });
});

describe("the login of an internal user", () => {
  const ordinary = "sales-desk"; // of the simulator's seed, like the administrators
  const stored = z.array(z.looseObject({ login: z.string().nullable(), loginDigest: z.string() }));

  it.each([14, 17, 19] as const)(
    "of %i is stored for the auditor and administrators, and as a digest for others",
    async (major) => {
      await using sim = await running(seed(major, "staging"));
      const record = await auditOf(declare(sim));
      const fact = record.facts["odoo.users"];
      const users = stored.parse(fact?.state === "known" ? fact.value : undefined);
      expect(users.map(({ login }) => login)).toEqual(["admin", "erp-operator", null, "envaudit"]);
      expect(users.map(({ loginDigest }) => loginDigest)).toEqual(
        ["admin", "erp-operator", ordinary, "envaudit"].map(digester.ofValue),
      );
      expect(everyOutput(record)).not.toContain(ordinary);
    },
  );
});

describe("a name from the target", () => {
  // A terminal escape, a bell, a line break, marks that reorder text, what XML forbids, half a character.
  const hostile = "\u001b[2J\u0007\n\u202egnp\u061c\u2066\u200f\u0085\uffff\ufffe\ud800<&\"']]>x";
  let environment: Environment;
  let record: AuditRecord;

  // Odoo drops some of it in XML; by SQL everything comes through, so it is put into the facts themselves.
  beforeAll(async () => {
    await using sim = await running(breakEnvironment(seed(17, "staging"), "mail.outgoing-servers"));
    environment = declare(sim);
    const safe = await auditOf(environment);
    const text = JSON.stringify(safe.facts)
      .replaceAll("Company relay", JSON.stringify(hostile).slice(1, -1))
      .replaceAll('"envaudit"', JSON.stringify(`envaudit${hostile}`));
    const facts = JSON.parse(text) as AuditRecord["facts"];
    const { checks: planned } = planAudit(environment, checks);
    record = { ...safe, facts, results: judge(planned, facts, safe.context, environment) };
  });
  afterAll(() => pipe.destroy());

  it("comes as it is over the API, as far as Odoo lets it", async () => {
    const spec = seed(17, "staging");
    await using sim = await running({
      ...spec,
      database: mapRows(spec.database, "ir.cron", (rows) =>
        rows.map((row) => ({ ...row, active: true, cron_name: "\u202eevil\u0085\u2028name" })),
      ),
    });
    const found = await auditOf(declare(sim));
    expect(unknownsOf(found)).toEqual([]);
    expect(table(found)).toContain(String.raw`"\u202eevil\u0085\u2028name"`);
  });

  it("is shown by its codes in the table, where it could act on the terminal", () => {
    expect(findingsOf(record).map((line) => line.split(" ")[0])).toEqual([
      "access.administrators",
      "access.host-accounts",
      "access.odoo-log-readers",
      "access.two-factor",
      "mail.outgoing-servers",
    ]);
    const shown = table(record);
    expect(shown).toContain(
      String.raw`Mail server "\u001b[2J\u0007\u000a\u202egnp\u061c\u2066\u200f\u0085`,
    );
    // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e-\u200f]/);
    expect(shown).not.toMatch(/[\u2028-\u202e\u2066-\u2069\ufeff]/);
  });

  it("leaves the JUnit report well-formed, with every character allowed", () => {
    const xml = junit(record);
    // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(xml.isWellFormed()).toBe(true);
    expect(xml).toContain("&lt;&amp;&quot;']]&gt;x");
    expectWellFormed(xml);
  });

  it("is JSON that reads back", () => {
    const [read] = JSON.parse(json(record)) as readonly { results: AuditRecord["results"] }[];
    expect(read?.results).toEqual(JSON.parse(JSON.stringify(record.results)));
  });
});

describe("a name of a megabyte", () => {
  const long = "n".repeat(1_000_000);
  const names: ReadonlySet<string> = new Set(
    "name login host server path config user owner group".split(" "),
  );

  /** `value` with every name in it so long, each ending in something else. */
  function lengthened(value: unknown, key = "", at: { next: number } = { next: 0 }): unknown {
    if (typeof value === "string") {
      return names.has(key) ? `${value}${long}${at.next++}` : value;
    }
    if (Array.isArray(value)) return value.map((item) => lengthened(item, key, at));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, lengthened(v, k, at)]));
  }

  function expectShort(record: AuditRecord): void {
    for (const { verdict } of record.results) {
      const findings = verdict.outcome === "fail" ? verdict.findings : [];
      const { findings: _own, ...rest } = { findings: undefined, ...verdict };
      const texts = [rest, ...findings].flatMap((one) => Object.values(one));
      expect(Math.max(...texts.map((text) => String(text).length))).toBeLessThanOrEqual(500);
      const subjects = findings.map(({ subject }) => subject);
      expect(Math.max(0, ...subjects.map(({ length }) => length))).toBeLessThanOrEqual(200);
      expect(new Set(subjects).size).toBe(subjects.length);
    }
    for (const output of [table(record), junit(record)])
      expect(output.length).toBeLessThan(200_000);
  }

  it("is cut in every verdict, and two of them stay two", async () => {
    let spec = seed(17, "staging");
    for (const id of breakIds.filter((one) => !one.startsWith("production."))) {
      spec = breakEnvironment(spec, id);
    }
    await using sim = await running(spec);
    const environment = declare(sim);
    // The catalogue's too, whose findings are written elsewhere.
    const every = everyCheck(loadRegistry(registryDirectory()));
    const { facts, ...rest } = await auditOf(environment, { checks: every });
    const stored = lengthened(facts) as AuditRecord["facts"];
    const { checks: planned } = planAudit(environment, every);
    const results = judge(planned, stored, rest.context, environment);
    const record = { ...rest, facts: stored, results };
    expect(findingsOf(record).length).toBeGreaterThan(10);
    expectShort(record);
  });

  it("is cut where it came over the API or from the host", async () => {
    const spec = breakEnvironment(seed(17, "staging"), "mail.outgoing-servers");
    await using sim = await running({
      ...spec,
      host: {
        ...spec.host,
        processes: [
          ...(spec.host.processes ?? []),
          `9 dev odoo -d ${long}1`,
          `10 dev odoo -d ${long}2`,
        ],
      },
      database: mapRows(spec.database, "ir.mail_server", (rows) =>
        rows.map((row) => ({ ...row, name: long })),
      ),
    });
    const record = await auditOf(declare(sim));
    expect(unknownsOf(record)).toEqual([]);
    const found = findingsOf(record);
    expect(found[0]).toMatch(/^lifecycle\.undeclared-services odoo,,n+…[0-9a-f]{12}$/);
    expect(found).toHaveLength(3);
    expectShort(record);
  });
});

/** Tags are closed in order, attributes are quoted, and text holds no bare `<` or `&`. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const token =
    /<\?xml[^?]*\?>|<(\/?)([a-z]+)((?: [a-z]+="(?:[^<&"]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);)*")*)(\/?)>|(?:[^<&]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);)+/y;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`not XML: ${xml.slice(at, at + 80)}`);
    const [, closing, name, , empty] = match;
    if (name === undefined || empty === "/") continue;
    if (closing === "/") expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
}
