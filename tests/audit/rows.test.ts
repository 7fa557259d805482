import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDigester } from "../../src/audit/digester.ts";
import { fromApi, fromSql, toRow } from "../../src/audit/rows.ts";
import type { Field, FieldKind, Value } from "../../src/facts/read.ts";
import { Secret } from "../../src/model/secret.ts";
import { digester } from "./support.ts";

const field = (kind: FieldKind): Field => ({ name: "value", kind });
const api = (value: unknown, kind: FieldKind): Value => fromApi(value, field(kind), digester);
const sql = (value: unknown, kind: FieldKind): Value => fromSql(value, field(kind), digester);
const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

const host = digester.ofValue("erp.example.com");

describe("one value, over the API and by SQL", () => {
  // The third column is what the columns of `collect-sql.ts` select for it.
  it.each<readonly [FieldKind, unknown, unknown, Value]>([
    ["text", "a", "a", "a"],
    ["text", "", "", ""],
    ["text", false, null, null],
    ["text", "Name", { en_US: "Name", fr_FR: "Nom" }, "Name"],
    ["excerpt", "a", "a", "a"],
    ["excerpt", { a: [1] }, '{"a":[1]}', '{"a":[1]}'],
    ["excerpt", "x".repeat(30_000), "x".repeat(20_000), "x".repeat(20_000)],
    ["excerpt", false, null, null],
    ["boolean", true, true, true],
    ["boolean", false, false, false],
    ["integer", 587, 587, 587],
    ["datetime", "2026-11-24 03:25:36", "2026-11-24T03:25:36.482913", "2026-11-24T03:25:36Z"],
    ["datetime", "2026-11-24 03:25:36", "2026-11-24T03:25:36+00:00", "2026-11-24T03:25:36Z"],
    ["datetime", false, null, null],
    ["ref", [7, "Admin"], 7, 7],
    ["ref", false, null, null],
    ["isset", "secret", true, true],
    ["isset", "", false, false],
    ["isset", false, false, false],
    ["digest", "secret", sha256("secret"), digester.ofValue("secret")],
    ["digest", "", null, null],
    ["digest", false, null, null],
    ["hostdigest", "https://ERP.example.com:8443/web", "https://ERP.example.com:8443/web", host],
    ["hostdigest", "erp.example.com.", "erp.example.com.", host],
    ["hostdigest", "http://localhost:8069", "http://localhost:8069", null],
    ["hostdigest", "http://127.0.0.1:8069", "http://127.0.0.1:8069", null],
    ["hostdigest", "http://[::1]", "http://[::1]", null],
    ["hostdigest", "not a host", "not a host", null],
    ["hostdigest", false, null, null],
    ["unguessable", "2f1e0b9c-6d5a-4c3b-9e8f-7a6b5c4d3e2f", true, true],
    ["unguessable", "dummysecret", false, false],
    ["unguessable", "00000000-0000-0000-0000-000000000000", false, false],
    ["unguessable", false, false, false],
  ])("%s of %j and %j is %j", (kind, overApi, bySql, expected) => {
    expect(api(overApi, kind)).toEqual(expected);
    expect(sql(bySql, kind)).toEqual(expected);
  });

  it("takes the ids of a many2many", () => {
    expect(api([3, 1], "refs")).toEqual([3, 1]);
    expect(api([], "refs")).toEqual([]);
  });

  it("takes the first language where English is not among them", () => {
    expect(sql({ fr_FR: "Nom" }, "text")).toBe("Nom");
  });

  it.each<readonly [FieldKind, unknown]>([
    ["boolean", "true"],
    ["boolean", 1],
    ["integer", "587"],
    ["integer", true],
    ["text", [1, "a"]],
    ["text", {}],
    ["datetime", "yesterday"],
    ["datetime", "2026-11-24"],
    ["datetime", "2026-11-24 03:25:36+02:00"],
    ["ref", "7"],
    ["refs", [1, "2"]],
    ["refs", 1],
  ])("%s refuses %j instead of guessing", (kind, value) => {
    expect(() => api(value, kind)).toThrow(`field value is not of kind ${kind}`);
  });

  it("takes no boolean of the API for granted", () => {
    expect(() => api(undefined, "boolean")).toThrow("field value is not of kind boolean");
  });
});

describe("a digest", () => {
  it("is the same from the value and from the hash that the database made of it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (value) => {
        expect(digester.ofValue(value)).toBe(digester.ofSha256(sha256(value)));
      }),
    );
  });

  it("depends on the key, and is neither the value nor its plain hash", () => {
    const other = createDigester(new Secret("another key"));
    expect(other.ofValue("value")).not.toBe(digester.ofValue("value"));
    expect(digester.ofValue("value")).toMatch(/^[0-9a-f]{64}$/);
    expect(digester.ofValue("value")).not.toBe(sha256("value"));
  });
});

describe("a row", () => {
  const fields = { host: { name: "smtp_host", kind: "text" } } as const;
  const convert = (raw: unknown, one: Field): Value => fromApi(raw, one, digester);
  const row = (raw: Record<string, unknown>) => toRow(raw, fields, (_, f) => f.name, convert);

  it("has its id and its fields by their aliases, and nothing else of the answer", () => {
    expect(row({ id: 3, smtp_host: "a", smtp_pass: "b" })).toEqual({ id: 3, host: "a" });
  });

  it("is malformed without a field that was asked for", () => {
    expect(() => row({ id: 3 })).toThrow("field smtp_host is missing in the answer");
  });

  it("is malformed without an id", () => {
    expect(() => row({ smtp_host: "a" })).toThrow("a row has no id");
  });
});
