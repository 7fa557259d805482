import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../src/audit/audit.ts";
import { createDigester } from "../../src/audit/digester.ts";
import { inMemoryFingerprints } from "../../src/audit/masking/in-memory.ts";
import { planAudit } from "../../src/audit/plan.ts";
import { systemClock } from "../../src/model/clock.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { Fingerprint, FingerprintMode } from "../../src/model/fingerprint.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import { tableOf } from "../../src/model/personal-data.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { Secret } from "../../src/model/secret.ts";
import { checks } from "../../src/probes/list.ts";
import { accessMatrixOf } from "../../src/registry/access.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { fingerprint } from "../../src/take-fingerprint.ts";
import { openWires } from "../../src/transports/open.ts";
import { closeWires } from "../../src/transports/wires.ts";
import { environment, host, lab, sql } from "./lab.ts";

const registry = loadRegistry(registryDirectory());
const masking = checks(registry).filter(({ control }) => control === "data_masking");
const digester = createDigester(new Secret("key of the lab's tests"));
const keep = inMemoryFingerprints();

const { policy: ofLab } = environment("staging");
const policy = { ...ofLab, masking: { safeEmailDomains: [], safePhonePrefixes: [] } };

/** A database of the lab that Odoo does not serve, read by SQL alone. */
const database = (name: "production" | "staging", of: string): Environment => ({
  ...environment(name, { policy }),
  odoo: undefined,
  prefer: "sql",
  sql: { database: of, user: lab.sql.role, host: undefined, port: lab.sql.port },
});
const origin = "masking_origin";
const copy = "masking_copy";
const asPostgres = (...words: readonly string[]): string =>
  host("su", "postgres", "-c", words.join(" "));
const run = (of: string, text: string): string => sql(of, text);

/** The copy anew, as raw as `createdb -T` makes it. */
function copyAnew(): void {
  asPostgres("dropdb", "--if-exists", copy);
  asPostgres("createdb", "-T", origin, copy);
}

async function take(of: Environment, mode: FingerprintMode): Promise<Fingerprint> {
  const wires = openWires(of, { identities: () => Promise.resolve([]) }, randomBytes);
  try {
    return await fingerprint({
      environment: of,
      environments: [of, environment("staging")],
      mode,
      seed: "the lab's",
      wires,
      registry,
      keep,
      digester,
      clock: systemClock,
      signal: AbortSignal.timeout(600_000),
      onProgress: () => undefined,
    });
  } finally {
    closeWires(wires);
  }
}

async function auditOf(of: Environment): Promise<AuditRecord> {
  const records = { identities: () => Promise.resolve([]), fingerprints: keep };
  const wires = openWires(of, records, randomBytes);
  try {
    return await audit(of, {
      plan: planAudit(of, masking),
      wires,
      digester,
      clock: systemClock,
      newId: () => "audit",
      signal: AbortSignal.timeout(600_000),
      trigger: "manual",
      fleet: [{ name: "production", tier: "production" }],
      identities: [],
      accessMatrix: accessMatrixOf(registry),
      registryDigest: registry.digest,
    });
  } finally {
    closeWires(wires);
  }
}

const verdicts = ({ results }: AuditRecord): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(results.map(({ check, verdict }) => [check, verdict]));
/** Subjects of the findings of the comparing checks, sorted. */
const leaks = ({ results }: AuditRecord): readonly string[] =>
  results
    .filter(({ check }) => check.startsWith("masking.matches-"))
    .flatMap(({ verdict }) => (verdict.outcome === "fail" ? verdict.findings : []))
    .map(({ subject }) => subject)
    .toSorted();

/** Columns of the catalogue that the copy has and that hold a value, `model,column`. */
function filledColumns(): readonly string[] {
  return columnsThere()
    .filter(
      ({ table, column, where }) =>
        run(
          copy,
          `select exists (select from ${table} t where ${where} and nullif(trim("${column}"::text), '') is not null)`,
        ) === "t",
    )
    .map(({ model, column }) => `${model},${column}`)
    .toSorted();
}

type There = {
  readonly model: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly where: string;
};

/** Columns of the catalogue that are columns here, but for files and parameters. */
function columnsThere(): readonly There[] {
  const there = new Map(
    run(
      copy,
      "select table_name || '.' || column_name || ' ' || data_type from information_schema.columns where table_schema = 'public'",
    )
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
  return Object.entries(registry.personalData.models).flatMap(([model, spec]) => {
    const table = tableOf(model, spec, { major: 14, serie: "14.0" });
    if (registry.personalData.areas[spec.area].compared_by !== undefined) return [];
    return Object.entries(spec.columns).flatMap(([column, { kind }]) => {
      const type = there.get(`${table}.${column}`);
      if (type === undefined || ["image", "binary"].includes(kind)) return [];
      const where =
        model === "ir.attachment"
          ? "t.res_model is not null and t.res_model not like 'ir.%'"
          : "true";
      return [{ model, table, column, type, where }];
    });
  });
}

/** Every column of the catalogue replaced in every row, archived ones and files too, but those of `but`. */
function mask(...but: readonly string[]): void {
  const statements = columnsThere()
    .filter(({ model, column }) => !but.includes(`${model},${column}`))
    .map(({ table, column, type }) => {
      const value = type === "date" ? "date '1990-01-01'" : `'masked ' || id`;
      return `update ${table} set "${column}" = ${value} where "${column}" is not null;`;
    });
  run(copy, `set session_replication_role = replica;\n${statements.join("\n")}`);
}

// Odoo's own demonstration is some dozens of contacts: the planted ones make a table worth sampling.
const planted = 10_000;

beforeAll(async () => {
  asPostgres("dropdb", "--if-exists", copy);
  asPostgres("dropdb", "--if-exists", origin);
  asPostgres("createdb", origin);
  asPostgres(`pg_dump production | psql -q ${origin} >/dev/null`);
  run(
    origin,
    `insert into res_partner (name, email, phone, active, create_date)
     select 'Planted Person ' || n, 'planted' || n || '@harbour-goods.com', '+32 475 ' || lpad(n::text, 6, '0'), n % 2 = 0, now()
     from generate_series(1, ${planted}) n;
     insert into res_partner_bank (acc_number, sanitized_acc_number, partner_id, create_date)
     select 'BE71 0961 2345 ' || lpad(n::text, 4, '0'), 'BE7109612345' || lpad(n::text, 4, '0'), 1, now() from generate_series(1, 50) n;
     insert into mail_tracking_value (field, field_desc, old_value_char, new_value_char, mail_message_id, create_date)
     select 1, 'E-mail', 'old' || id || '@harbour-goods.com', 'new' || id || '@harbour-goods.com', id, now() from mail_message limit 40;`,
  );
  copyAnew();
  await take(database("production", origin), "whole-table");
}, 600_000);
afterAll(() => {
  asPostgres("dropdb", "--if-exists", copy);
  asPostgres("dropdb", "--if-exists", origin);
});

const staging = database("staging", copy);

describe("a copy of production, compared with every row of it", () => {
  it("fails unmasked, with each column that holds something", async () => {
    const found = leaks(await auditOf(staging));
    const filled = filledColumns();
    expect(found.length).toBeGreaterThan(20);
    // What every Odoo has, and what a column of one value cannot tell, is no finding.
    expect(filled).toEqual(expect.arrayContaining([...found]));
    for (const one of [
      "res.partner,email",
      "res.partner,name",
      "res.partner.bank,acc_number",
      "mail.message,body",
      "mail.tracking.value,old_value_char",
      "crm.lead,name",
      "ir.attachment,checksum",
    ]) {
      expect(found).toContain(one);
    }
  }, 300_000);

  it("passes masked by SQL, with what was compared", async () => {
    mask();
    const record = await auditOf(staging);
    expect(leaks(record)).toEqual([]);
    const { "masking.matches-contacts": contacts } = verdicts(record);
    expect(contacts).toMatchObject({ outcome: "pass" });
    expect(contacts?.outcome === "pass" && contacts.proof).toContain(
      "every value that production had was looked for",
    );
  }, 300_000);

  it.each([
    ["one column was", ["res.partner,phone"]],
    [
      "chatter, bank accounts, tracked values and the files were",
      [
        "ir.attachment,checksum",
        "mail.message,body",
        "mail.tracking.value,new_value_char",
        "res.partner.bank,acc_number",
      ],
    ],
  ])(
    "fails when %s forgotten, and names each",
    async (_, subjects) => {
      copyAnew();
      mask(...subjects);
      expect(leaks(await auditOf(staging))).toEqual(subjects);
    },
    300_000,
  );

  it("fails when one row in a thousand was forgotten", async () => {
    copyAnew();
    run(
      copy,
      "create table forgotten as select id, email from res_partner where name like 'Planted Person %000'",
    );
    mask();
    run(copy, "update res_partner p set email = f.email from forgotten f where f.id = p.id");
    const record = await auditOf(staging);
    expect(leaks(record)).toEqual(["res.partner,email"]);
    const { "masking.matches-contacts": contacts } = verdicts(record);
    expect(contacts?.outcome === "fail" && contacts.findings[0].count).toBe(10);
  }, 300_000);
});

describe("a copy of production, compared with a sample of it", () => {
  it("fails when one row in a thousand was forgotten, and passes with the bound when none was", async () => {
    const taken = await take(database("production", origin), "sample");
    expect(taken.models.find(({ model }) => model === "res.partner")?.columns[0]).toMatchObject({
      complete: false,
    });
    const record = await auditOf(staging);
    expect(leaks(record)).toEqual(["res.partner,email"]);
    mask();
    const { "masking.matches-contacts": contacts } = verdicts(await auditOf(staging));
    expect(contacts).toMatchObject({ outcome: "pass" });
    expect(contacts?.outcome === "pass" && contacts.proof).toMatch(
      /the rate of leaks is at most 0\.0\d+% in each column at 95% confidence/,
    );
  }, 300_000);
});

describe("the lab's own staging, over the API", () => {
  it("is compared with a fingerprint by SQL: what the lab masks is clear, the rest is not", async () => {
    await take({ ...environment("production"), prefer: "sql" }, "whole-table");
    const found = leaks(await auditOf(environment("staging", { policy })));
    expect(found).toContain("res.partner,name");
    for (const masked of [
      "res.partner,email",
      "res.partner,email_normalized",
      "crm.lead,email_from",
    ]) {
      expect(found).not.toContain(masked);
    }
  }, 300_000);
});
