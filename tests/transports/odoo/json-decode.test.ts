import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TargetError } from "../../../src/model/errors.ts";
import { decodeJson } from "../../../src/transports/odoo/json-decode.ts";
import { json2Recordings } from "../../support/http-hosts.ts";

const decode = (text: string): unknown => decodeJson(Buffer.from(text));

function problem(text: string | Buffer): string {
  try {
    decodeJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof TargetError) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return "";
}

const prefix = "malformed_response: the answer is not whole JSON: ";

describe("what is refused", () => {
  test.each([
    ["nothing", "", "empty"],
    ["blanks", " \n", "empty"],
    ["an object cut short", '{"a": 1', "cut short, or something else"],
    ["a list cut short", '[{"id": 1}, ', "cut short, or something else"],
    ["a text cut short", '{"a": "x', "cut short inside a text"],
    ["a text cut short after an escaped quote", String.raw`"x\"`, "cut short inside a text"],
    ["a second value", "1 2", "cut short, or something else"],
    ["HTML", "<html><body>Bad Gateway</body></html>", "cut short, or something else"],
    ["NaN, which Python writes", '{"a": NaN}', "cut short, or something else"],
    ["Infinity, which Python writes", "[Infinity]", "cut short, or something else"],
    ["a byte order mark", "\ufeff1", "cut short, or something else"],
    ["a key twice", '{"a": 1, "b": 2, "a": 3}', "a key is given twice"],
    ["a key twice, written in two ways", String.raw`{"a": 1, "\u0061": 2}`, "a key is given twice"],
    ["a key twice, deep inside", '[[{"x": {"a": 1, "a": 1}}]]', "a key is given twice"],
    ["__proto__", '{"__proto__": {"id": 1}}', "a key that is named __proto__"],
    [
      "__proto__, written in another way",
      String.raw`[{"__pr\u006fto__": 1}]`,
      "a key that is named __proto__",
    ],
    ["2^53 + 1", "9007199254740993", "a whole number that cannot be held exactly"],
    ["-2^53 - 1", "[-9007199254740993]", "a whole number that cannot be held exactly"],
    [
      "a number of a thousand digits",
      `{"a": ${"9".repeat(1000)}}`,
      "a whole number that cannot be held exactly",
    ],
    ["1e999", "[1e999]", "a number beyond every range"],
    ["-1e999", '{"a": -1e999}', "a number beyond every range"],
    ["lists 201 deep", "[".repeat(201) + "]".repeat(201), "nested too deeply"],
    ["objects 201 deep", '{"a":'.repeat(201) + "1" + "}".repeat(201), "nested too deeply"],
    ["a million open lists", "[".repeat(1_000_000), "nested too deeply"],
  ])("%s", (_name, text, why) => {
    expect(problem(text)).toBe(prefix + why);
  });

  test("bytes that are no UTF-8", () => {
    expect(problem(Buffer.from([0x22, 0xff, 0x22]))).toBe(`${prefix}not UTF-8`);
  });

  test("the text itself is never shown", () => {
    expect(problem('{"password": "hunter2", oops')).not.toContain("hunter2");
  });
});

describe("what is taken", () => {
  test.each([
    ["null", "null", null],
    ["false, Odoo's nothing", "false", false],
    ["a text with quotes and backslashes", String.raw`"a\"b\\"`, String.raw`a"b\ `.trim()],
    [
      "structure inside a text",
      String.raw`{"a": "{[\":1,\"a\":", "b": "x:"}`,
      { a: '{[":1,"a":', b: "x:" },
    ],
    ["the largest whole number", "9007199254740991", 9_007_199_254_740_991],
    ["a large double", "1e300", 1e300],
    ["a long fraction", "0.12345678901234567890", 0.123_456_789_012_345_68],
    ["a key named constructor", '{"constructor": 1}', { constructor: 1 }],
    ["lists 200 deep", "[".repeat(200) + "]".repeat(200), expect.anything()],
    ["control characters and escapes", String.raw`"\u001b[2J\u0000"`, "\u001b[2J\u0000"],
  ])("%s", (_name, text, value) => {
    expect(decode(text)).toEqual(value);
  });

  test("every recorded answer of JSON", () => {
    const json = [...json2Recordings.values()].filter((r) => r.content_type.includes("json"));
    expect(json.length).toBeGreaterThan(10);
    for (const { body } of json) expect(decodeJson(body)).toEqual(JSON.parse(body.toString()));
  });
});

test("any value comes back as it was written", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      // what is refused on purpose has its own tests
      fc.pre(!text.includes("__proto__") && !/\d{16}/.test(text));
      // JSON has no minus zero of its own
      expect(decode(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

test("an answer that was cut or changed is a whole one, or malformed_response, and nothing else", () => {
  const whole = json2Recordings.get("search_read.res.users")?.body.toString() ?? "";
  const cut = fc.nat(whole.length).map((at) => whole.slice(0, at));
  const changed = fc
    .tuple(fc.nat(whole.length - 1), fc.string({ minLength: 1, maxLength: 3 }))
    .map(([at, text]) => whole.slice(0, at) + text + whole.slice(at + text.length));
  fc.assert(
    fc.property(fc.oneof(cut, changed, fc.string()), (text) => {
      const said = problem(text);
      if (said === "") expect(decode(text)).toEqual(JSON.parse(text));
      else expect(said.startsWith(prefix)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
