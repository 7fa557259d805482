import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { toDomain } from "../../src/audit/domain.ts";
import { fieldsOf, matches } from "../../src/audit/matches.ts";
import { toWhere } from "../../src/audit/where.ts";
import type { Clause, Condition } from "../../src/facts/read.ts";
import { holds, parseDomain } from "../../src/simulator/odoo/domain.ts";
import { meets } from "../../src/simulator/odoo/operators.ts";

/** A stored row: a text, a number and a boolean column, each of which may be empty. */
type Stored = {
  readonly text: string | null;
  readonly number: number | null;
  readonly flag: boolean | null;
};

// The API shows an empty number as 0, so no condition asks for 0, nor whether a number is empty.
const numbers = [1, 2, 7];
const texts = ["", "a", "A", "ab", "%", "_", "a_b", "50%", "\\", "a\\", "'", "a'b", "\n", ",", "é"];
const text = fc.oneof(fc.constantFrom(...texts), fc.stringMatching(/^[aAb%_\\'.@]{0,4}$/));

const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    field: fc.constant("text"),
    op: fc.constantFrom("=" as const, "!=" as const),
    value: fc.option(text),
  }),
  fc.record({
    field: fc.constant("number"),
    op: fc.constantFrom("=" as const, "!=" as const),
    value: fc.constantFrom(...numbers),
  }),
  fc.record({
    field: fc.constant("flag"),
    op: fc.constantFrom("=" as const, "!=" as const),
    value: fc.boolean(),
  }),
  fc.record({
    field: fc.constant("text"),
    op: fc.constantFrom("in" as const, "not in" as const),
    value: fc.array(text, { maxLength: 3 }),
  }),
  fc.record({
    field: fc.constant("number"),
    op: fc.constantFrom("in" as const, "not in" as const),
    value: fc.array(fc.constantFrom(...numbers), { maxLength: 3 }),
  }),
  fc.record({
    field: fc.constant("text"),
    op: fc.constantFrom("ends with" as const, "contains" as const),
    value: text,
  }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: "condition" },
    clause,
    fc.record({ all: fc.array(tie("condition"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("condition"), { maxLength: 3 }) }),
    fc.record({ not: tie("condition") }),
  ),
}));

const row: fc.Arbitrary<Stored> = fc.record({
  text: fc.option(text),
  number: fc.option(fc.constantFrom(...numbers)),
  flag: fc.option(fc.boolean()),
});

/** What Odoo's API shows for a stored row. */
const shown = ({ text: value, number, flag }: Stored) => ({
  id: 1,
  text: value ?? false,
  number: number ?? 0,
  flag: flag ?? false,
});

/** The domain, by the evaluator that the simulator's database searches with. */
function byDomain(stored: Stored, where: Condition): boolean {
  const values: Record<string, string | number | boolean | null> = { id: 1, ...stored };
  return holds(parseDomain(toDomain(where)), ({ path, operator, value }) =>
    meets(operator, values[path[0]] ?? null, value),
  );
}

const database = new DatabaseSync(":memory:");
afterAll(() => database.close());
/** Three-valued, as SQL's: NULL where either side is. */
function like(pattern: unknown, value: unknown, anyCase: boolean): number | null {
  if (typeof pattern !== "string" || typeof value !== "string") return null;
  return Number(fits(pattern, value, anyCase));
}
// SQLite calls these for `x regexp y` and `x glob y`, with the pattern first.
database.function("regexp", (pattern, value) => like(pattern, value, true));
database.function("glob", (pattern, value) => like(pattern, value, false));

/** PostgreSQL's LIKE, read character by character: no other code of this repository is used. */
function fits(pattern: string, value: string, anyCase: boolean): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return value === "";
  if (first === "%") {
    const tails = Array.from({ length: value.length + 1 }, (_, at) => value.slice(at));
    return tails.some((tail) => fits(rest.join(""), tail, anyCase));
  }
  const [head, ...tail] = value;
  if (head === undefined) return false;
  const isEscape = first === "\\";
  const wanted = isEscape ? (rest.shift() ?? "") : first;
  const same = anyCase ? wanted.toLowerCase() === head.toLowerCase() : wanted === head;
  return (same || (first === "_" && !isEscape)) && fits(rest.join(""), tail.join(""), anyCase);
}

/**
 * PostgreSQL's text as SQLite's: `E'…'` literals are plain ones that are unescaped, and `ilike` and `like` are
 * the operators that were given a meaning above. The rest of the expression is read alike by both.
 */
function translated(sql: string): string {
  return sql.replace(/(E?)'((?:[^'\\]|''|\\[\s\S])*)'|\bi?like\b/g, (token, escape, body) => {
    if (token === "ilike") return "regexp";
    if (token === "like") return "glob";
    if (escape === "") return token;
    const plain = String(body).replace(/\\([\s\S])/g, (_, c) => (c === "n" ? "\n" : c));
    return `'${plain}'`;
  });
}

function bySql({ text: value, number, flag }: Stored, where: Condition): boolean {
  const bits = flag === null ? null : Number(flag);
  const from = `(select ? as "text", ? as "number", ? as "flag") t`;
  const sql = `select 1 from ${from} where ${translated(toWhere(where))}`;
  return database.prepare(sql).get(value, number, bits) !== undefined;
}

describe("a condition", () => {
  it("means the same as a domain, as SQL and to the rows of a merged read", () => {
    fc.assert(
      fc.property(row, condition, (stored, where) => {
        const expected = matches(shown(stored), where);
        expect(byDomain(stored, where)).toBe(expected);
        expect(bySql(stored, where)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("holds or its negation does, for every row", () => {
    fc.assert(
      fc.property(row, condition, (stored, where) => {
        const not: Condition = { not: where };
        expect(byDomain(stored, not)).toBe(!byDomain(stored, where));
        expect(bySql(stored, not)).toBe(!bySql(stored, where));
        expect(matches(shown(stored), not)).toBe(!matches(shown(stored), where));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["%", "ends with", "50%", true],
    ["%", "ends with", "50", false],
    ["_", "contains", "a_b", true],
    ["_", "contains", "ab", false],
    ["\\", "ends with", "a\\", true],
    ["B", "ends with", "ab", true],
    ["B", "contains", "ab", false],
    ["", "contains", "", true],
    ["", "contains", null, false],
    ["", "ends with", null, false],
  ] as const)("%j %s %j is %j: patterns are taken as text", (value, op, stored, expected) => {
    const one: Stored = { text: stored, number: null, flag: null };
    const where: Condition = { field: "text", op, value };
    expect(matches(shown(one), where)).toBe(expected);
    expect(byDomain(one, where)).toBe(expected);
    expect(bySql(one, where)).toBe(expected);
  });

  it("names the columns that it looks at", () => {
    const where: Condition = {
      all: [
        { field: "a", op: "=", value: 1 },
        { any: [{ not: { field: "b", op: "in", value: [] } }, { field: "a", op: "!=", value: 2 }] },
      ],
    };
    expect(fieldsOf(where)).toEqual(["a", "b", "a"]);
  });
});

describe("the domain", () => {
  it("is empty for every row, and finds none for none", () => {
    expect(toDomain({ all: [] })).toEqual([]);
    expect(toDomain({ not: { any: [] } })).toEqual(["!", ["id", "=", 0]]);
    expect(toDomain({ any: [] })).toEqual([["id", "=", 0]]);
    expect(toDomain({ not: { all: [] } })).toEqual([["id", "=", 0]]);
    expect(toDomain({ any: [{ all: [] }, { field: "a", op: "=", value: 1 }] })).toEqual([]);
  });

  it("writes 'no value' as false, and takes a pattern's own characters as text", () => {
    expect(toDomain({ field: "a", op: "!=", value: null })).toEqual([["a", "!=", false]]);
    expect(toDomain({ field: "a", op: "ends with", value: "1%_\\" })).toEqual([
      "&",
      ["a", "!=", false],
      ["a", "=ilike", "%1\\%\\_\\\\"],
    ]);
  });
});

describe("the SQL", () => {
  it("quotes what a value holds, and refuses a column's name that is none", () => {
    expect(toWhere({ field: "a", op: "=", value: "x' or true --" })).toBe(
      `t."a" = 'x'' or true --'`,
    );
    expect(() => toWhere({ field: 'a" or true', op: "=", value: 1 })).toThrow(
      "a name in SQL has other characters than a-z, 0-9 and _",
    );
  });

  it("reads a many2one of a merged answer by its id", () => {
    expect(matches({ id: 1, user: [7, "Admin"] }, { field: "user", op: "=", value: 7 })).toBe(true);
    expect(matches({ id: 1, user: false }, { field: "user", op: "=", value: null })).toBe(true);
  });

  it("looks among the ids of a many2many of a merged answer", () => {
    const user = { id: 1, groups: [4, 9] };
    expect(matches(user, { field: "groups", op: "in", value: [9, 10] })).toBe(true);
    expect(matches(user, { field: "groups", op: "in", value: [10] })).toBe(false);
    expect(matches(user, { field: "groups", op: "not in", value: [10] })).toBe(true);
    expect(matches(user, { field: "groups", op: "=", value: null })).toBe(false);
    expect(matches({ id: 1, groups: [] }, { field: "groups", op: "=", value: null })).toBe(true);
  });
});
