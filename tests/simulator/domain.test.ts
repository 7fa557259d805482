import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds, leavesOf, parseDomain, type Leaf } from "../../src/simulator/odoo/domain.ts";
import { meets, meetsIds } from "../../src/simulator/odoo/operators.ts";

type Row = Readonly<Record<string, string | number | boolean | null>>;

const evaluate = (domain: unknown, row: Row): boolean =>
  holds(parseDomain(domain), (leaf: Leaf) =>
    meets(leaf.operator, row[leaf.path[0]] ?? null, leaf.value),
  );

const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 3 }));
const row = fc.record({ a: value, b: value });
const operators = ["=", "!=", "<", ">", "<=", ">=", "in", "not in"] as const;
const leaf = fc
  .tuple(fc.constantFrom("a", "b"), fc.constantFrom(...operators), fc.integer({ min: 0, max: 3 }))
  .map(([field, operator, wanted]) => [
    field,
    operator,
    operator.endsWith("in") ? [wanted] : wanted,
  ]);
const { domain } = fc.letrec<{ domain: unknown[] }>((tie) => ({
  domain: fc.oneof(
    { depthSize: "small" },
    leaf.map((l) => [l]),
    tie("domain").map((d) => ["!", ...d]),
    fc
      .tuple(fc.constantFrom("&", "|"), tie("domain"), tie("domain"))
      .map(([o, l, r]) => [o, ...l, ...r]),
  ),
}));

describe("domains", () => {
  it("and, or and not are those of logic", () => {
    fc.assert(
      fc.property(domain, domain, row, (left, right, r) => {
        const [l, m] = [evaluate(left, r), evaluate(right, r)];
        expect(evaluate(["&", ...left, ...right], r)).toBe(l && m);
        expect(evaluate([...left, ...right], r)).toBe(l && m);
        expect(evaluate(["|", ...left, ...right], r)).toBe(l || m);
        expect(evaluate(["!", "!", ...left], r)).toBe(l);
      }),
    );
  });

  it("a negation is the opposite wherever no value is empty", () => {
    const full = fc.record({
      a: fc.integer({ min: 0, max: 3 }),
      b: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(domain, full, (d, r) => {
        expect(evaluate(["!", ...d], r)).toBe(!evaluate(d, r));
      }),
    );
  });

  it("an empty value is neither below nor not below, and unequal to everything", () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(evaluate([["a", "<", n]], { a: null })).toBe(false);
        expect(evaluate(["!", ["a", "<", n]], { a: null })).toBe(false);
        expect(evaluate([["a", "!=", n]], { a: null })).toBe(true);
        expect(evaluate([["a", "not in", [n]]], { a: null })).toBe(true);
      }),
    );
  });

  it("membership is equality with any", () => {
    const list = fc.array(fc.oneof(fc.constant(false), fc.integer({ min: 0, max: 3 })));
    fc.assert(
      fc.property(list, row, (wanted, r) => {
        const any = wanted.some((item) => evaluate([["a", "=", item]], r));
        expect(evaluate([["a", "in", wanted]], r)).toBe(any);
        expect(evaluate([["a", "not in", wanted]], r)).toBe(!any);
        expect(evaluate([["a", "=", wanted]], r)).toBe(any);
      }),
    );
  });

  it("the empty domain is every row, and constants are what they say", () => {
    expect(evaluate([], {})).toBe(true);
    expect(evaluate([[1, "=", 1]], {})).toBe(true);
    expect(evaluate([[0, "=", 1]], {})).toBe(false);
    expect(evaluate(["!", [0, "=", 1]], {})).toBe(true);
    expect(evaluate([["a", "=?", false]], { a: 5 })).toBe(true);
    expect(leavesOf(parseDomain(["|", ["a", "=", 1], ["b.c", "=", 2]])).map((l) => l.path)).toEqual(
      [["a"], ["b", "c"]],
    );
  });

  for (const [name, broken] of [
    ["an operator without terms", ["&", ["a", "=", 1]]],
    ["a negation of nothing", ["!"]],
    ["a leaf of two", [["a", "="]]],
    ["text", "a = 1"],
    ["an operator that there is not", [["a", "between", 1]]],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(() => parseDomain(broken)).toThrow(/./);
    });
  }
});

describe("text operators", () => {
  const text = fc.string({ maxLength: 12 });
  const escaped = (s: string): string => s.replaceAll(/[\\%_]/g, String.raw`\$&`);

  it("=like with escaped text is equality", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(meets("=like", a, escaped(b))).toBe(a === b);
        expect(meets("=like", a, escaped(a))).toBe(true);
      }),
    );
  });

  it("like is containing, and a percent sign before it is ending with", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(meets("like", a, escaped(b))).toBe(a.includes(b));
        expect(meets("=like", a, `%${escaped(b)}`)).toBe(a.endsWith(b));
        expect(meets("not like", a, escaped(b))).toBe(!a.includes(b));
      }),
    );
  });

  it("ilike takes any case, like its own alone", () => {
    expect(meets("ilike", "Someone@EXAMPLE.com", "example")).toBe(true);
    expect(meets("like", "Someone@EXAMPLE.com", "example")).toBe(false);
    expect(meets("=ilike", "Someone@EXAMPLE.com", "%@example.COM")).toBe(true);
    expect(meets("=ilike", "a@exampleXcom", "%@example_com")).toBe(true);
  });

  it("an empty value is in no text, and in the negation of containing", () => {
    expect(meets("ilike", null, "a")).toBe(false);
    expect(meets("not ilike", null, "a")).toBe(true);
    expect(meets("=ilike", null, "%")).toBe(false);
    expect(meets("ilike", null, "")).toBe(true);
  });
});

describe("booleans and ids", () => {
  it("an empty boolean is false", () => {
    for (const stored of [null, false]) {
      expect(meets("=", stored, false)).toBe(true);
      expect(meets("!=", stored, true)).toBe(true);
      expect(meets("=", stored, true)).toBe(false);
    }
    expect(meets("in", true, [true, false])).toBe(true);
  });

  it("x2many fields are asked for members", () => {
    expect(meetsIds("in", [1, 2], [2, 3])).toBe(true);
    expect(meetsIds("not in", [1, 2], [2, 3])).toBe(false);
    expect(meetsIds("=", [], false)).toBe(true);
    expect(meetsIds("!=", [1], false)).toBe(true);
    expect(meetsIds("ilike", [1], "a")).toBe(false);
  });
});
