import fc from "fast-check";
import { expect, test } from "vitest";
import { InternalError } from "../../../src/model/errors.ts";
import { quoteIdent, quoteLiteral } from "../../../src/transports/sql/literal.ts";
import { oneSelect } from "../../../src/transports/sql/one-select.ts";

test.each([
  ["a plain value", "abc", "'abc'"],
  ["nothing", "", "''"],
  ["a quote", "it's", "'it''s'"],
  ["a backslash", String.raw`a\b`, String.raw`E'a\\b'`],
  ["a backslash before a quote", String.raw`\'`, String.raw`E'\\'''`],
  ["a line break", "a\r\n\\copy", String.raw`E'a\r\n\\copy'`],
])("a literal of %s", (_what, value, literal) => {
  expect(quoteLiteral(value)).toBe(literal);
});

test("a literal of any value passes the second lock", () => {
  const value = fc.string({ unit: fc.constantFrom(...Array.from("ab'\"\\;:$`-/*()\n\r :")) });
  fc.assert(
    fc.property(value, (text) => {
      oneSelect({ id: "q", sql: `select a from b where c = ${quoteLiteral(text)}` });
    }),
  );
});

test("a NUL in a value is refused", () => {
  expect(() => quoteLiteral("a\0")).toThrow(new InternalError("a text value of SQL has a NUL"));
});

test("a name is put in double quotes", () => {
  expect(quoteIdent("res_users")).toBe('"res_users"');
});

test.each(["", "Res", 'a"b', "a b", "ä", "a".repeat(64), "a\n"])(
  "the name %j is refused",
  (name) => {
    expect(() => quoteIdent(name)).toThrow(
      new InternalError("a name in SQL has other characters than a-z, 0-9 and _"),
    );
  },
);
