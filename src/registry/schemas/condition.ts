import { z } from "zod";
import {
  equalityOperators,
  membershipOperators,
  textOperators,
  type Condition,
} from "../../model/condition.ts";

const operators = [...equalityOperators, ...membershipOperators, ...textOperators] as const;

/** A column of Odoo's: only such names are put into SQL. */
export const fieldName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/)
  .describe("A stored field.");

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const clause = z
  .strictObject({
    field: fieldName,
    op: z
      .enum(operators)
      .describe("`!=` and `not in` hold for an empty value too; `ends with` ignores case."),
    value: z
      .union([scalar, z.array(z.union([z.string(), z.number()])).min(1)])
      .describe("A list with `in` and `not in`, text with `ends with` and `contains`."),
  })
  .check((context) => {
    const { op, value } = context.value;
    const expected = expectedOf(op);
    const fits =
      expected === "a list"
        ? Array.isArray(value)
        : expected === "text"
          ? typeof value === "string" && value !== ""
          : !Array.isArray(value);
    if (fits) return;
    const message = `expected ${expected} with \`${op}\``;
    context.issues.push({ code: "custom", input: value, path: ["value"], message });
  })
  .meta({ id: "clause" });

function expectedOf(op: (typeof operators)[number]): "a list" | "text" | "one value" {
  if (membershipOperators.some((each) => each === op)) return "a list";
  return textOperators.some((each) => each === op) ? "text" : "one value";
}

/** A condition in the closed language of the facts: clauses, `all`, `any` and `not`. */
export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      clause,
      z.strictObject({ all: z.array(condition).min(1) }),
      z.strictObject({ any: z.array(condition).min(1) }),
      z.strictObject({ not: condition }),
    ]),
  )
  // operator and value were held against each other by the clause's own check
  .meta({ id: "condition" }) as z.ZodType<Condition>;
