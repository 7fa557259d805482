import type { z } from "zod";
import { plural, printable, shorten } from "../model/text.ts";
import { didYouMean } from "./nearest.ts";
import { printKey } from "./path.ts";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/**
 * What was expected and what was found, for zod's `error` option: a schema's own message goes first.
 * Found text is quoted only where the allowed values are a closed list, since any other may be a secret.
 * For unknown keys: one line per key, in the issue's order.
 */
export function describeIssue(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return expectedFound(expectedWord(issue.expected), issue.input);
    case "invalid_value":
      return notInList(issue.values.map(String), issue.input);
    case "invalid_union":
      return describeUnion(issue);
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, knownKeys(issue.inst))).join("\n");
    case "too_small":
      return outOfRange(issue.origin, "at least", Number(issue.minimum), issue.input);
    case "too_big":
      return outOfRange(issue.origin, "at most", Number(issue.maximum), issue.input);
    case "invalid_format":
      return `not of the expected form${issue.pattern ? ` ${issue.pattern}` : ` (${issue.format})`}`;
    case "not_multiple_of":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return undefined;
  }
}

const expectedWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map",
  record: "a map",
  array: "a list",
  tuple: "a list",
};

function expectedWord(expected: string): string {
  return expectedWords[expected] ?? expected;
}

export function expectedFound(expected: string, found: unknown): string {
  if (found === undefined) return `missing; expected ${expected}`;
  if (expected === expectedWords["int"] && typeof found === "number") {
    return `expected ${expected}, found ${found}`;
  }
  const hint = expected === "text" && isPlain(found) ? "; put it in quotes" : "";
  return `expected ${expected}, found ${kindOf(found)}${hint}`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "a number";
  return typeof value === "boolean" ? "true or false" : "a map";
}

function isPlain(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function notInList(allowed: readonly string[], found: unknown): string {
  const expected = allowed.length === 1 ? `${allowed[0]}` : `one of ${allowed.join(", ")}`;
  if (typeof found !== "string") return expectedFound(expected, found);
  const word = shorten(printable(found), 40);
  return `expected ${expected}, found \`${word}\`${didYouMean(found, allowed)}`;
}

function describeUnion(issue: RawIssue): string | undefined {
  if (issue.code !== "invalid_union") return undefined;
  const { input } = issue;
  const options: unknown = issue.options;
  if (Array.isArray(options)) return notInList(options.map(String), valueOf(issue));
  const expected = issue.errors.flatMap((branch) => branch.flatMap(expectedAtTop));
  return expectedFound([...new Set(expected)].join(" or ") || "another form", input);
}

function valueOf(issue: RawIssue): unknown {
  const { input } = issue;
  const key: unknown = issue["discriminator"];
  if (typeof input !== "object" || input === null || typeof key !== "string") return input;
  return Object.entries(input).find(([name]) => name === key)?.[1];
}

function expectedAtTop(issue: z.core.$ZodIssue): string[] {
  if (issue.path.length > 0) return [];
  if (issue.code === "invalid_type") return [expectedWord(issue.expected)];
  return issue.code === "invalid_value" ? [issue.values.join(", ")] : [];
}

function unknownKey(key: string, known: readonly string[]): string {
  const suggestion = didYouMean(key, known);
  const list = suggestion === "" && known.length > 0 ? `; known here: ${known.join(", ")}` : "";
  return `unknown key \`${printKey(key)}\`${suggestion || list}`;
}

function knownKeys(schema: unknown): readonly string[] {
  return isObjectSchema(schema) ? Object.keys(schema._zod.def.shape) : [];
}

function isObjectSchema(schema: unknown): schema is z.core.$ZodObject {
  if (typeof schema !== "object" || schema === null || !("_zod" in schema)) return false;
  const inner: unknown = schema._zod;
  if (typeof inner !== "object" || inner === null || !("def" in inner)) return false;
  const def: unknown = inner.def;
  return typeof def === "object" && def !== null && "shape" in def;
}

function outOfRange(origin: string, bound: string, limit: number, found: unknown): string {
  if (origin === "string") {
    return limit === 1 ? "must not be empty" : `expected ${bound} ${plural(limit, "character")}`;
  }
  if (origin === "array" || origin === "set") return `expected ${bound} ${plural(limit, "item")}`;
  return `expected ${bound} ${limit}, found ${typeof found === "number" ? found : kindOf(found)}`;
}
