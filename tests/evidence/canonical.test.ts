import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/evidence/canonical.ts";
import { InternalError } from "../../src/model/errors.ts";
import { Secret } from "../../src/model/secret.ts";

// The example of RFC 8785, section 3.2.2 to 3.2.4.
test("the example of RFC 8785 comes out as it stands there", () => {
  const value: unknown = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  expect(canonicalJson(value)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("keys are in the order of their UTF-16 codes, at every depth", () => {
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": { b: 1, a: 2 }, ö: 5 };
  expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"ö":5,"€":1,"😀":{"a":2,"b":1},"\ufb33":3}');
});

test("what JSON has no form for is left out, and a secret shows nothing", () => {
  const value = {
    a: undefined,
    b: [undefined, Number.NaN],
    c: new Secret("hunter2"),
    d: new Date(0),
  };
  expect(canonicalJson(value)).toBe(
    '{"b":[null,null],"c":"[secret]","d":"1970-01-01T00:00:00.000Z"}',
  );
  expect(() => canonicalJson(undefined)).toThrow(InternalError);
});

test("half a surrogate pair is recorded as the mark of what cannot be read", () => {
  expect(canonicalJson({ "\ud800": ["a\udc00"] })).toBe('{"\ufffd":["a\ufffd"]}');
});

test("any JSON reads back as it was, and has one canonical text, as bytes too", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(Buffer.from(text).toString()).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
