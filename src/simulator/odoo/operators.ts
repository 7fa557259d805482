import type { SimValue } from "./database.ts";
import type { Operator } from "./domain.ts";

/** A value without the distinction between what Odoo calls empty: null, and false of a field that is not boolean. */
type Comparable = string | number | boolean | null;

/** Whether a scalar value meets the operator, with SQL's ideas of what is empty. */
export function meets(operator: Operator, actual: Comparable, wanted: unknown): boolean {
  switch (operator) {
    case "=":
      return equals(actual, wanted);
    case "!=":
      return !equals(actual, wanted);
    case "in":
      return listOf(wanted).some((item) => equals(actual, item));
    case "not in":
      return !listOf(wanted).some((item) => equals(actual, item));
    case "<":
      return ordered(actual, wanted, (a, b) => a < b);
    case "<=":
      return ordered(actual, wanted, (a, b) => a <= b);
    case ">":
      return ordered(actual, wanted, (a, b) => a > b);
    case ">=":
      return ordered(actual, wanted, (a, b) => a >= b);
    case "like":
    case "ilike":
      return contains(actual, wanted, operator === "ilike");
    case "not like":
    case "not ilike":
      return !contains(actual, wanted, operator === "not ilike");
    case "=like":
    case "=ilike":
      return matches(actual, wanted, operator === "=ilike");
    case "not =like":
    case "not =ilike":
      // `not (NULL like …)` is NULL: an empty value meets neither the operator nor its negation.
      return actual !== null && !matches(actual, wanted, operator === "not =ilike");
  }
}

/** Whether the ids of an x2many field meet the operator; ordering and text operators never do. */
export function meetsIds(operator: Operator, ids: readonly number[], wanted: unknown): boolean {
  const none = ids.length === 0;
  const holdsOne = listOf(wanted).some((item) =>
    isEmpty(item) ? none : typeof item === "number" && ids.includes(item),
  );
  if (operator === "=" || operator === "in") return holdsOne;
  return (operator === "!=" || operator === "not in") && !holdsOne;
}

const isEmpty = (value: unknown): boolean => value === false || value === null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** `false` means empty; on a boolean, empty means false. */
function equals(actual: Comparable, wanted: unknown): boolean {
  if (isEmpty(wanted)) return actual === null || actual === false;
  if (typeof actual === "boolean") return actual === Boolean(wanted);
  return actual === wanted;
}

function ordered(
  actual: Comparable,
  wanted: unknown,
  compare: (a: string | number, b: string | number) => boolean,
): boolean {
  if (typeof actual === "number" && typeof wanted === "number") return compare(actual, wanted);
  if (typeof actual === "string" && typeof wanted === "string") return compare(actual, wanted);
  return false;
}

function contains(actual: Comparable, wanted: unknown, anyCase: boolean): boolean {
  if (isEmpty(wanted) || wanted === "") return true;
  return actual !== null && pattern(`%${String(wanted)}%`, anyCase).test(String(actual));
}

function matches(actual: Comparable, wanted: unknown, anyCase: boolean): boolean {
  return actual !== null && pattern(String(wanted), anyCase).test(String(actual));
}

/** SQL's LIKE: `%` any text, `_` one character, a backslash takes the next character as it is. */
function pattern(like: string, anyCase: boolean): RegExp {
  const source = like.replaceAll(/\\?[\s\S]/gu, (token) => {
    if (token === "%") return ".*";
    if (token === "_") return ".";
    const literal = token.length > 1 && token.startsWith("\\") ? token.slice(1) : token;
    return literal.replace(/[\^$.*+?()[\]{}|/\\]/u, "\\$&");
  });
  return new RegExp(`^${source}$`, anyCase ? "isu" : "su");
}

/** A stored value for comparing: lists do not come here. */
export function comparable(value: SimValue): Comparable {
  return typeof value === "object" ? null : value;
}
