import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSet, parseOdooConf } from "../../src/facts/odoo-conf.ts";

const parsed = (text: string): Record<string, string> => Object.fromEntries(parseOdooConf(text));

describe("odoo.conf", () => {
  it.each<readonly [string, string, Record<string, string>]>([
    ["an option", "[options]\nlist_db = False\n", { list_db: "False" }],
    ["a colon between", "[options]\nlist_db: False\n", { list_db: "False" }],
    ["nothing around the sign", "[options]\nlist_db=False", { list_db: "False" }],
    ["Windows' line ends", "[options]\r\nlist_db = False\r\n", { list_db: "False" }],
    ["capitals in the key", "[options]\nList_DB = False\n", { list_db: "False" }],
    ["a value with signs of its own", "[options]\ndbfilter = ^a=b:c$\n", { dbfilter: "^a=b:c$" }],
    ["an empty value", "[options]\nsmtp_server =\n", { smtp_server: "" }],
    ["comments", "[options]\n# a = 1\n; b = 2\n  # c = 3\nd = 4\n", { d: "4" }],
    // Python's parser has no comments behind a value: what stands there is the value.
    ["a comment behind the value", "[options]\na = 1 ; no\n", { a: "1 ; no" }],
    ["the last of two", "[options]\na = 1\na = 2\n", { a: "2" }],
    ["a value that goes on", "[options]\na = 1\n  2\n\t3\nb = 4\n", { a: "1\n2\n3", b: "4" }],
    ["a value that looks like an option", "[options]\na = 1\n  b = 2\n", { a: "1\nb = 2" }],
    ["a section in a value", "[options]\na = 1\n  [other]\nb = 2\n", { a: "1\n[other]", b: "2" }],
    ["indented options", "[options]\n  a = 1\n  b = 2\n", { a: "1", b: "2" }],
    ["indented options that go on", "[options]\n  a = 1\n    2\n b = 3\n", { a: "1\n2", b: "3" }],
    ["a blank line within a value", "[options]\na = 1\n\n  2\n", { a: "1\n2" }],
    ["another section", "[other]\na = 1\n[options]\nb = 2\n[more]\nc = 3\n", { b: "2" }],
    ["the section twice", "[options]\na = 1\n[x]\n[options]\nb = 2\n", { a: "1", b: "2" }],
    ["defaults", "[options]\na = 1\n[DEFAULT]\na = 0\nb = 2\n", { a: "1", b: "2" }],
    ["no section", "a = 1\n", {}],
    ["a section in other letters", "[Options]\na = 1\n", {}],
    ["a line that is no option", "[options]\nnonsense\na = 1\n", { a: "1" }],
    ["nothing", "", {}],
  ])("is read with %s", (_, text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it("gives back what was written, whatever stands around it", () => {
    const key = fc.stringMatching(/^[a-z][a-z_]{0,10}$/);
    const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    const noise = fc.constantFrom("", "# note", "; note", "  # note");
    const line = fc.tuple(noise, key, fc.constantFrom("=", " = ", ": ", " :"), value);
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, end) => {
        const text = ["[options]", ...lines.map(([n, k, s, v]) => `${n}${end}${k}${s}${v}`)];
        const expected = Object.fromEntries(lines.map(([, k, , v]) => [k, v]));
        // A value cannot begin with the sign that ends the key: Python would take it for the sign.
        fc.pre(lines.every(([, , , v]) => !/^[=:]/.test(v)));
        expect(parsed(text.join(end))).toEqual(expected);
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseOdooConf(text)));
  });
});

describe("a value", () => {
  it.each([null, "", "False", "false", "None"])("%j is not set", (value) => {
    expect(isSet(value)).toBe(false);
  });

  it.each(["localhost", "True", "0", "falsehood"])("%j is set", (value) => {
    expect(isSet(value)).toBe(true);
  });
});
