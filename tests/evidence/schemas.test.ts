import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { auditIn, waiverOf, type ToldAudit, type Waiver } from "../../src/evidence/audit-entry.ts";
import { ocsfOf } from "../../src/evidence/ocsf.ts";
import { oscalOf } from "../../src/evidence/oscal.ts";
import { uuidOf } from "../../src/evidence/uuid.ts";
import { RecordError, UsageError } from "../../src/model/errors.ts";
import type { Verdict } from "../../src/model/outcome.ts";
import { recordAudit } from "../../src/record/record.ts";
import { audit, fail, notApplicable, pass, unknown } from "../record/support.ts";
import { temporaryStore } from "../store/support.ts";
import { signerFor, tamper } from "./support.ts";

const folder = fileURLToPath(new URL("../fixtures/schemas/", import.meta.url));
const schema = (name: string): object =>
  JSON.parse(readFileSync(`${folder}${name}`, "utf8")) as object;
// The schemas use formats and keywords of their makers, which ajv's strict mode would refuse.
const lax = { strict: false, allErrors: true, validateFormats: false } as const;
const validators = {
  oscal: new Ajv(lax).compile(schema("oscal_complete_schema-1.2.2.json")),
  ocsf: new Ajv2020(lax).compile(schema("ocsf-1.8.0-compliance_finding.schema.json")),
};

function expectValid(validate: ValidateFunction, value: unknown): void {
  // As whoever receives it: through its text.
  const sent: unknown = JSON.parse(JSON.stringify(value));
  expect(validate(sent) ? [] : validate.errors).toEqual([]);
}

const waiver: Waiver = {
  exception: "EX-1",
  check: "mail.servers",
  subjects: ["a"],
  reason: "a relay of a test",
  approver: "ada",
  expiresAt: "2026-04-01T00:00:00.000Z",
};

async function told(
  verdicts: Readonly<Record<string, Verdict>>,
  waivers: readonly Waiver[] = [],
): Promise<ToldAudit> {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, verdicts));
  const entry = (await store.ledger.find("audit-1")) ?? expect.fail();
  return { entry: entry.leaf, audit: auditIn(entry), waivers, version: "0.1.0" };
}

const all = {
  "mail.servers": fail("a", ["b", 3]),
  "mail.queue": unknown,
  "mail.fallback": pass,
  "mail.incoming": notApplicable,
};

test("the published schemas are as they were published", () => {
  const table = readFileSync(`${folder}README.md`, "utf8");
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect(files).toHaveLength(2);
  for (const name of files) {
    const digest = createHash("sha256")
      .update(readFileSync(`${folder}${name}`))
      .digest("hex");
    expect(table).toMatch(new RegExp(`\\\`${name}\\\`.*\\\`${digest}\\\``));
  }
});

describe("OCSF Compliance Finding", () => {
  test("has an event for each check that applies, valid by the published schema", async () => {
    const events = ocsfOf(await told(all));
    expect(events).toHaveLength(3);
    for (const event of events) expectValid(validators.ocsf, event);
    expect(events).toMatchObject([
      { compliance: { status: "Fail" }, status: "New", severity: "Critical" },
      { compliance: { status: "Unknown", status_code: "timeout" } },
      { compliance: { status: "Pass", status_details: ["nothing sends"] } },
    ]);
  });

  test("shows what is waived as suppressed, and still as failing", async () => {
    const [event] = ocsfOf(await told({ "mail.servers": fail("a") }, [waiver]));
    expectValid(validators.ocsf, event);
    expect(event).toMatchObject({
      compliance: { status: "Fail" },
      status: "Suppressed",
      status_detail: "a relay of a test",
      unmapped: { exception: "EX-1" },
    });
  });
});

describe("OSCAL assessment results", () => {
  test("are valid by the published schema, with an unknown that is no finding", async () => {
    const results = oscalOf(await told(all));
    expectValid(validators.oscal, results);
    expect(results).toMatchObject({
      "assessment-results": {
        results: [
          {
            observations: [{}, {}, {}],
            risks: [{ status: "open" }],
            findings: [
              { target: { status: { state: "not-satisfied" } } },
              { target: { status: { state: "satisfied" } } },
            ],
          },
        ],
      },
    });
  });

  test("have a waived failure as a risk with an approved deviation and a deadline", async () => {
    const results = oscalOf(await told({ "mail.servers": fail("a") }, [waiver]));
    expectValid(validators.oscal, results);
    expect(results).toMatchObject({
      "assessment-results": {
        results: [
          {
            risks: [{ status: "deviation-approved", deadline: "2026-04-01T00:00:00.000Z" }],
            findings: [{ target: { status: { state: "not-satisfied" } } }],
          },
        ],
      },
    });
  });

  test.each([
    ["nothing", {}],
    ["nothing that could be judged", { "mail.queue": unknown }],
    ["nothing that applies", { "mail.incoming": notApplicable }],
  ])("of an audit of %s are valid too", async (_name, verdicts) => {
    const some = await told(verdicts);
    expectValid(validators.oscal, oscalOf(some));
    for (const event of ocsfOf(some)) expectValid(validators.ocsf, event);
  });

  test("are the same in each export", async () => {
    const some = await told(all);
    expect(oscalOf(some)).toEqual(oscalOf(some));
    expect(uuidOf("a")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(uuidOf("a")).not.toBe(uuidOf("b"));
  });

  test("a schema that is broken on purpose refuses", () => {
    expect(validators.oscal({ "assessment-results": {} })).toBe(false);
    expect(validators.ocsf({ class_uid: 2003 })).toBe(false);
  });
});

describe("a waiver", () => {
  const result = (verdict: Verdict) =>
    audit(1, { "mail.servers": verdict }).results[0] ?? expect.fail();

  test("covers a check when it covers every finding of it", () => {
    expect(waiverOf(result(fail("a")), [waiver])).toBe(waiver);
    expect(waiverOf(result(fail("a", "b")), [waiver])).toBeUndefined();
    expect(waiverOf(result(fail("a", "b")), [{ ...waiver, subjects: undefined }])).toBeDefined();
    expect(waiverOf(result(fail("a")), [{ ...waiver, check: "mail.queue" }])).toBeUndefined();
    expect(waiverOf(result(pass), [waiver])).toBeUndefined();
  });

  test("of two, ends with the one that ends first", () => {
    const other = { ...waiver, subjects: ["b"], expiresAt: "2026-03-15T00:00:00.000Z" };
    expect(waiverOf(result(fail("a", "b")), [waiver, other])).toBe(other);
  });
});

describe("an entry", () => {
  test("of another kind is no audit", async () => {
    const { store } = await temporaryStore();
    await signerFor(store);
    const [entry] = await store.ledger.entries(0, 1);
    expect(() => auditIn(entry ?? expect.fail())).toThrow(
      new UsageError("entry 0 is no audit: key_rotation"),
    );
  });

  test.each([
    ["leaves set subject = 'audit-2'", "entry 0 is not what its hash says"],
    [
      "bodies set body = replace(body, 'staging', 'stating')",
      "the body of entry 0 is not what it was",
    ],
  ])("that was changed is not told on: %s", async (sql, message) => {
    const { store, path } = await temporaryStore();
    await recordAudit(store, audit(1, all));
    tamper(path, `update ledger_${sql}`);
    const [entry] = await store.ledger.entries(0, 1);
    expect(() => auditIn(entry ?? expect.fail())).toThrow(
      new RecordError(`the ledger is damaged: ${message}; see \`envaudit evidence verify\``),
    );
  });
});
