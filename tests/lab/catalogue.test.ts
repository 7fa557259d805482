import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { conditionOf, parameterModel, tableOf, type Asset } from "../../src/model/assets.ts";
import { fieldsOf } from "../../src/model/condition.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { assetsOf } from "../../src/simulator/catalogue.ts";
import type { SimValue } from "../../src/simulator/odoo/database.ts";
import { solve, type Values } from "../../src/simulator/solve.ts";
import { quoteIdent, quoteLiteral } from "../../src/transports/sql/literal.ts";
import {
  environment,
  findingsOf,
  resetStaging,
  sql,
  startAuditor,
  unknownsOf,
  type Auditor,
} from "./lab.ts";

const { assets } = loadRegistry(registryDirectory()).catalogue;
type Entry = readonly [id: string, asset: Asset];

/** JSON that a query gives: one value. */
const json = <T>(schema: z.ZodType<T>, query: string): T =>
  schema.parse(JSON.parse(sql("staging", query)));

function applicable(): readonly Entry[] {
  const installed = json(
    z.array(z.string()),
    "select json_agg(name) from ir_module_module where state = 'installed'",
  );
  return assetsOf(assets, 14).filter(([, { module }]) => installed.includes(module));
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The rows of an asset's table, with what its condition looks at. */
function rowsOf(asset: Asset): readonly Values[] {
  const columns = [...new Set(["id", ...fieldsOf(conditionOf(asset))])].map(quoteIdent).join(", ");
  return json(
    z.array(z.record(z.string(), scalar)),
    `select coalesce(json_agg(t order by id), '[]') from (select ${columns} from ${quoteIdent(tableOf(asset))}) t`,
  );
}

function literal(value: SimValue): string {
  if (typeof value === "string") return quoteLiteral(value);
  return value === null ? "null" : String(value);
}

/** Whole-number columns refer to records here: the first mail server is what they may refer to. */
const references: ReadonlySet<string> = new Set(["mail_server_id"]);

/** SQL that makes an asset live, in the first row that takes it, or as a parameter of its own. */
function breaking([id, asset]: Entry): string {
  const { live } = asset;
  if (live === undefined) throw new Error(`${id} is not broken by a row`);
  if (asset.model === parameterModel) {
    const values = solve(live, true, {});
    return `insert into ir_config_parameter (key, value) values (${literal(values?.["key"] ?? null)}, ${literal(values?.["value"] ?? null)}) on conflict (key) do update set value = excluded.value;`;
  }
  for (const kept of [allButEmpty, text, otherText, nothing]) {
    for (const row of rowsOf(asset)) {
      const given = Object.entries(row).flatMap(([field, value]) =>
        field === "id" ? [[field, value] as const] : kept(value).map((v) => [field, v] as const),
      );
      const values = solve(live, true, Object.fromEntries(given));
      if (values !== undefined) return update(tableOf(asset), Number(row["id"]), values);
    }
  }
  throw new Error(`no row of ${asset.model} takes ${id}`);
}

// What of a row must stay, from all that it has to nothing: the least change that makes it live is taken.
type Kept = (value: SimValue) => readonly SimValue[];
const allButEmpty: Kept = (value) => (value === null ? [] : [value]);
const text: Kept = (value) => (typeof value === "string" ? [value] : []);
const otherText: Kept = (value) => (typeof value === "string" ? [`x${value}`] : []);
const nothing: Kept = () => [];

function update(table: string, id: number, values: Values): string {
  const sets = Object.entries(values)
    .filter(([field]) => field !== "id")
    .map(([field, value]) =>
      references.has(field)
        ? `${quoteIdent(field)} = (select min(id) from ir_mail_server)`
        : `${quoteIdent(field)} = ${literal(value)}`,
    );
  return `update ${quoteIdent(table)} set ${sets.join(", ")} where id = ${id};`;
}

const checksOf = (entries: readonly Entry[]): readonly string[] =>
  [...new Set(entries.map(([, { check }]) => check))].toSorted();
/** What the catalogue is judged by. */
const filter = { checks: checksOf(Object.entries(assets)) };
const failing = (record: AuditRecord): readonly string[] =>
  record.results
    .filter((r) => r.verdict.outcome === "fail")
    .map((r) => r.check)
    .toSorted();

let auditor: Auditor;
let entries: readonly Entry[];
beforeAll(async () => {
  resetStaging();
  auditor = await startAuditor();
  await auditor.audit(environment("production"));
  entries = applicable();
});
afterAll(async () => {
  resetStaging();
  await auditor?.close();
});

/** Both ways must say the same, to the finding. */
async function both(): Promise<AuditRecord> {
  const api = await auditor.audit(environment("staging", { prefer: "api" }), filter);
  const bySql = await auditor.audit(environment("staging", { prefer: "sql" }), filter);
  for (const record of [api, bySql]) expect(unknownsOf(record)).toEqual([]);
  expect(findingsOf(bySql)).toEqual(findingsOf(api));
  return api;
}

describe("the catalogue on the real Odoo 14, over the API and by SQL", () => {
  it("has rows that apply", () => {
    expect(entries.length).toBeGreaterThanOrEqual(13);
  });

  it("finds nothing in the safe staging copy", async () => {
    expect(findingsOf(await both())).toEqual([]);
  });

  // All of them at once, then each in a pattern of its own: the binary digits of its number.
  it.each([
    ["all", 0, 0] as const,
    ...[0, 1, 2, 3, 4].flatMap((bit) => [["digit", bit, 1] as const]),
  ])("finds exactly what is live: %s %i", async (kind, bit, digit) => {
    const chosen = entries.filter((_, index) => kind === "all" || ((index >> bit) & 1) === digit);
    try {
      for (const entry of chosen) sql("staging", breaking(entry));
      expect(failing(await both())).toEqual(checksOf(chosen));
    } finally {
      resetStaging();
    }
  });

  it("finds nothing after the repair", async () => {
    expect(findingsOf(await both())).toEqual([]);
  });
});
