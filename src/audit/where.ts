import { quoteIdent, quoteLiteral } from "../transports/sql/literal.ts";
import type { Clause, Condition, Scalar } from "../facts/read.ts";
import { escapePattern } from "./pattern.ts";

function literal(value: string | number): string {
  return typeof value === "number" ? String(value) : quoteLiteral(value);
}

// As the ORM has it: an empty boolean is false, and "not equal" holds for an empty value.
function equality(column: string, op: "=" | "!=", value: Scalar): string {
  if (value === null) return `${column} is ${op === "=" ? "" : "not "}null`;
  if (typeof value === "boolean") {
    return `coalesce(${column}, false) ${op === "=" ? "=" : "<>"} ${String(value)}`;
  }
  return op === "="
    ? `${column} = ${literal(value)}`
    : `${column} is distinct from ${literal(value)}`;
}

function clauseSql(clause: Clause): string {
  const column = `t.${quoteIdent(clause.field)}`;
  switch (clause.op) {
    case "=":
    case "!=":
      return equality(column, clause.op, clause.value);
    case "in":
      return clause.value.length === 0
        ? "false"
        : `${column} in (${clause.value.map(literal).join(", ")})`;
    case "not in":
      return clause.value.length === 0
        ? "true"
        : `(${column} is null or ${column} not in (${clause.value.map(literal).join(", ")}))`;
    case "ends with":
      return `coalesce(${column} ilike ${quoteLiteral(`%${escapePattern(clause.value)}`)}, false)`;
    case "contains":
      return `coalesce(${column} like ${quoteLiteral(`%${escapePattern(clause.value)}%`)}, false)`;
  }
}

/** A condition as a SQL expression over the table alias `t`. */
export function toWhere(condition: Condition): string {
  if ("all" in condition) {
    return condition.all.length === 0 ? "true" : `(${condition.all.map(toWhere).join(" and ")})`;
  }
  if ("any" in condition) {
    return condition.any.length === 0 ? "false" : `(${condition.any.map(toWhere).join(" or ")})`;
  }
  // What an empty value makes NULL does not hold, so that its negation does.
  if ("not" in condition) return `(${toWhere(condition.not)} is not true)`;
  return clauseSql(condition);
}
