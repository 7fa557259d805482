import { describe, expect, test } from "vitest";
import { InternalError } from "../../../src/model/errors.ts";
import { Secret } from "../../../src/model/secret.ts";
import { readMethods } from "../../../src/transports/wires.ts";
import { encodeBody, namedArguments } from "../../../src/transports/odoo/json2-arguments.ts";

const context = { active_test: false, lang: "en_US" };

describe("positional arguments get their names", () => {
  test.each([
    ["search_read", [[["id", ">", 0]], ["name"]], { domain: [["id", ">", 0]], fields: ["name"] }],
    ["read", [[1, 2], ["name"]], { ids: [1, 2], fields: ["name"] }],
    ["read", [7], { ids: [7] }],
    ["search_count", [[]], { domain: [] }],
    ["fields_get", [["name"], ["type"]], { allfields: ["name"], attributes: ["type"] }],
    [
      "read_group",
      [[], ["id:max"], ["state"]],
      { domain: [], fields: ["id:max"], groupby: ["state"] },
    ],
    ["check_access_rights", ["read", false], { operation: "read", raise_exception: false }],
  ] as const)("%s %j", (method, args, named) => {
    expect(namedArguments(method, args, {})).toEqual({ ...named, context });
  });

  test("beside named ones, with the context of every read under the given one", () => {
    const kwargs = { fields: ["name"], limit: 3, context: { allowed_company_ids: [1] } };
    expect(namedArguments("search_read", [[]], kwargs)).toEqual({
      domain: [],
      fields: ["name"],
      limit: 3,
      context: { ...context, allowed_company_ids: [1] },
    });
  });

  test("one too many is our mistake", () => {
    expect(() => namedArguments("search_count", [[], 1, 2], {})).toThrow(InternalError);
  });

  test("one that is also given by name is our mistake", () => {
    expect(() => namedArguments("search_count", [[]], { domain: [] })).toThrow(InternalError);
  });

  test("every method that reads has names", () => {
    for (const method of readMethods)
      expect(namedArguments(method, [[]], {})).not.toEqual({ context });
  });
});

describe("what JSON cannot carry is our mistake", () => {
  test.each([
    ["undefined", undefined],
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["2^53", 2 ** 53],
    ["a secret", new Secret("hunter2")],
    ["a date", new Date(0)],
    ["a big integer", 1n],
    ["half of a pair", "\ud800"],
  ])("%s", (_name, value) => {
    expect(() => encodeBody({ domain: [["a", "=", value]] })).toThrow(InternalError);
    expect(() => encodeBody({ domain: [["a", "=", value]] })).not.toThrow(/hunter2/);
  });
});
