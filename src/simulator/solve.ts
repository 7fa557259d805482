import { clausesOf, type Clause, type Condition } from "../model/condition.ts";
import { meets } from "./odoo/operators.ts";
import type { SimValue } from "./odoo/database.ts";

/** Values by field. */
export type Values = Readonly<Record<string, SimValue>>;

/** Whether a row with these values fulfils the condition; a field that is not there is empty. */
export function fulfils(values: Values, condition: Condition): boolean {
  if ("all" in condition) return condition.all.every((part) => fulfils(values, part));
  if ("any" in condition) return condition.any.some((part) => fulfils(values, part));
  if ("not" in condition) return !fulfils(values, condition.not);
  return clauseHolds(values[condition.field] ?? null, condition);
}

function clauseHolds(value: SimValue, { op, value: wanted }: Clause): boolean {
  const plain = typeof value === "object" ? null : value;
  switch (op) {
    case "ends with":
      return typeof plain === "string" && plain.toLowerCase().endsWith(wanted.toLowerCase());
    case "contains":
      return typeof plain === "string" && plain.includes(wanted);
    case "=":
    case "!=":
    case "in":
    case "not in":
      return meets(op, plain, wanted);
  }
}

/** A value that a field can have beside what its condition names. */
export type Sample = (field: string) => string | number;
const sampleText: Sample = () => "simulated-live-value";

/** Values that make a condition hold, or not; those given are kept. Undefined when there are none. */
export function solve(
  condition: Condition,
  wanted: boolean,
  given: Values,
  sample: Sample = sampleText,
): Values | undefined {
  const candidates = candidatesFor(condition, sample);
  for (const values of solutions(condition, wanted, given, candidates)) return values;
  return undefined;
}

type Candidates = ReadonlyMap<string, readonly SimValue[]>;

/** For each field what may make a difference: empty, what its clauses name, and something else. */
function candidatesFor(condition: Condition, sample: Sample): Candidates {
  const found = new Map<string, SimValue[]>();
  for (const { field, op, value } of clausesOf(condition)) {
    const named: readonly SimValue[] = Array.isArray(value) ? value : [value as SimValue];
    const values = found.get(field) ?? [];
    values.push(...named);
    if (op === "ends with") values.push(`x${value}`);
    found.set(field, values);
  }
  for (const [field, values] of found) {
    const other = values.some((value) => typeof value === "boolean")
      ? [false, true]
      : values.some((value) => typeof value === "number")
        ? [null, 1]
        : [null, sample(field)];
    found.set(field, [...new Set([...other, ...values])]);
  }
  return found;
}

function* solutions(
  condition: Condition,
  wanted: boolean,
  given: Values,
  candidates: Candidates,
): Generator<Values> {
  if ("not" in condition) {
    yield* solutions(condition.not, !wanted, given, candidates);
  } else if ("field" in condition) {
    const { field } = condition;
    const tried = Object.hasOwn(given, field) ? [given[field] ?? null] : candidates.get(field);
    for (const value of tried ?? []) {
      if (clauseHolds(value, condition) === wanted) yield { ...given, [field]: value };
    }
  } else {
    const parts = "all" in condition ? condition.all : condition.any;
    if ("all" in condition === wanted) yield* together(parts, wanted, given, candidates);
    else for (const part of parts) yield* solutions(part, wanted, given, candidates);
  }
}

/** Values that make every part come out as wanted. */
function* together(
  parts: readonly Condition[],
  wanted: boolean,
  given: Values,
  candidates: Candidates,
): Generator<Values> {
  const [first, ...rest] = parts;
  if (first === undefined) yield given;
  else {
    for (const values of solutions(first, wanted, given, candidates)) {
      yield* together(rest, wanted, values, candidates);
    }
  }
}
