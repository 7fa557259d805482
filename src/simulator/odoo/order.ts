import type { SimRow, SimValue } from "./database.ts";

type Key = { readonly field: string; readonly descending: boolean };

/** `name desc, id` to keys; undefined when it is no order clause. */
export function parseOrder(text: string): readonly Key[] | undefined {
  const keys: Key[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\w+)(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$/i.exec(part);
    if (match === null) return undefined;
    keys.push({ field: match[1] ?? "", descending: match[2]?.toLowerCase() === "desc" });
  }
  return keys;
}

/** Sorted as PostgreSQL does: what is empty comes last, or first when descending; ties keep their order. */
export function sortRows(
  rows: readonly SimRow[],
  keys: readonly Key[],
  valueOf: (row: SimRow, field: string) => SimValue,
): readonly SimRow[] {
  return rows.toSorted((a, b) => {
    for (const { field, descending } of keys) {
      const order = compare(valueOf(a, field), valueOf(b, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compare(a: SimValue, b: SimValue): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : 1;
  return Number(a) - Number(b);
}
