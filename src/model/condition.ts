export type Scalar = string | number | boolean | null;

export const equalityOperators = ["=", "!="] as const;
export const membershipOperators = ["in", "not in"] as const;
export const textOperators = ["ends with", "contains"] as const;

/**
 * One clause on a stored column. As in Odoo's domains, `!=` and `not in` hold for an empty value too.
 * `ends with` ignores case; `contains` does not. Neither holds for an empty value.
 */
export type Clause =
  | {
      readonly field: string;
      readonly op: (typeof equalityOperators)[number];
      readonly value: Scalar;
    }
  | {
      readonly field: string;
      readonly op: (typeof membershipOperators)[number];
      readonly value: readonly (string | number)[];
    }
  | { readonly field: string; readonly op: (typeof textOperators)[number]; readonly value: string };
export type Condition =
  | Clause
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** Every row. */
export const everything: Condition = { all: [] };

/** Names of the columns that a condition looks at, as often as it does. */
export function fieldsOf(condition: Condition): readonly string[] {
  return clausesOf(condition).map(({ field }) => field);
}

/** Every clause of a condition, left to right. */
export function clausesOf(condition: Condition): readonly Clause[] {
  if ("all" in condition) return condition.all.flatMap(clausesOf);
  if ("any" in condition) return condition.any.flatMap(clausesOf);
  if ("not" in condition) return clausesOf(condition.not);
  return [condition];
}
