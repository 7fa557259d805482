import type { Clause, Condition } from "../facts/read.ts";

/** A leaf or operator of an Odoo domain in its prefix (Polish) notation. */
export type DomainTerm = "&" | "|" | "!" | readonly [string, string, unknown];

/** Odoo's `=ilike` takes SQL patterns: what stands for itself is escaped. */
const escapePattern = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

function clauseTerms(clause: Clause): readonly DomainTerm[] {
  switch (clause.op) {
    case "ends with":
      return pattern(clause.field, "=ilike", `%${escapePattern(clause.value)}`);
    case "contains":
      return pattern(clause.field, "=like", `%${escapePattern(clause.value)}%`);
    case "=":
    case "!=":
      // Odoo writes "no value" as false.
      return [[clause.field, clause.op, clause.value ?? false]];
    case "in":
    case "not in":
      return [[clause.field, clause.op, clause.value]];
  }
}

/**
 * A pattern with "has a value" beside it: an empty value does not fulfil it, but must fulfil its negation,
 * and SQL's `not (NULL like …)` is NULL, which would hide the row.
 */
const pattern = (field: string, operator: string, text: string): readonly DomainTerm[] => [
  "&",
  [field, "!=", false],
  [field, operator, text],
];

/**
 * Parts under one operator as a balanced tree: a hundred reads in one are seven levels deep, and a chain of
 * them a hundred, which some versions of Odoo walk by recursion.
 */
function joined(operator: "&" | "|", parts: readonly (readonly DomainTerm[])[]): DomainTerm[] {
  const [first, second] = parts;
  if (first === undefined || second === undefined) return [...(first ?? [])];
  const middle = Math.ceil(parts.length / 2);
  return [
    operator,
    ...joined(operator, parts.slice(0, middle)),
    ...joined(operator, parts.slice(middle)),
  ];
}

/** A condition as an Odoo domain. An empty `all` is every row, an empty `any` none. */
export function toDomain(condition: Condition): readonly DomainTerm[] {
  if ("all" in condition) {
    // A part without terms is "every row": inside `all` it says nothing.
    return joined(
      "&",
      condition.all.map(toDomain).filter((part) => part.length > 0),
    );
  }
  if ("any" in condition) {
    const parts = condition.any.map(toDomain);
    if (parts.some((part) => part.length === 0)) return [];
    return parts.length === 0 ? [["id", "=", 0]] : joined("|", parts);
  }
  if ("not" in condition) {
    const part = toDomain(condition.not);
    return part.length === 0 ? [["id", "=", 0]] : ["!", ...part];
  }
  return clauseTerms(condition);
}
