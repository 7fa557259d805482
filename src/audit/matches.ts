import type { Clause, Condition, Scalar } from "../facts/read.ts";

export { fieldsOf } from "../model/condition.ts";

/** A stored value as the condition sees it: empty is null, a many2one its id. */
function plain(value: unknown): unknown {
  if (value === false || value === undefined) return null;
  const isReference = Array.isArray(value) && value.length === 2 && typeof value[1] === "string";
  return isReference ? (value as unknown[])[0] : value;
}

/** Of a many2many, as in a domain: whether the value is one of its ids. */
const isIds = (raw: unknown): raw is readonly unknown[] =>
  Array.isArray(raw) && raw.every((id) => typeof id === "number");

function equals(raw: unknown, value: Scalar): boolean {
  if (isIds(raw)) return value === null ? raw.length === 0 : raw.includes(value);
  // Over the API an empty value and a false boolean look the same, and mean the same to a condition.
  if (value === null || value === false) return plain(raw) === null;
  return plain(raw) === value;
}

function clauseMatches(raw: unknown, clause: Clause): boolean {
  switch (clause.op) {
    case "=":
      return equals(raw, clause.value);
    case "!=":
      return !equals(raw, clause.value);
    case "in":
      return clause.value.some((value) => equals(raw, value));
    case "not in":
      return !clause.value.some((value) => equals(raw, value));
    case "ends with":
      return typeof raw === "string" && raw.toLowerCase().endsWith(clause.value.toLowerCase());
    case "contains":
      return typeof raw === "string" && raw.includes(clause.value);
  }
}

/**
 * Whether a raw row of the API fulfils a condition: needed where reads of one model were merged into one,
 * and each fact takes back its own rows.
 */
export function matches(row: Readonly<Record<string, unknown>>, condition: Condition): boolean {
  if ("all" in condition) return condition.all.every((part) => matches(row, part));
  if ("any" in condition) return condition.any.some((part) => matches(row, part));
  if ("not" in condition) return !matches(row, condition.not);
  return clauseMatches(row[condition.field], condition);
}
