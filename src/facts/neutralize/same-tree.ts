/** Where a node stood in the text. */
const places = new Set([
  "location",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
  "typemod",
]);

/** Whether two parsed trees mean the same: alike but for places, defaults and the brackets of AND and OR. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((entry, index) => sameTree(entry, b[index]))
    );
  }
  const left = fieldsOf(a);
  const right = fieldsOf(b);
  return (
    left.size === right.size &&
    [...left].every(([key, value]) => right.has(key) && sameTree(value, right.get(key)))
  );
}

function fieldsOf(node: object): ReadonlyMap<string, unknown> {
  const fields = Object.entries(node).filter(
    ([key, value]) => !places.has(key) && value !== undefined && value !== false,
  );
  const flat = "boolop" in node ? { args: flattened(node) } : {};
  return new Map([...fields, ...Object.entries(flat)]);
}

/** The terms of a chain of AND or of OR, without the brackets in it, which change nothing. */
function flattened(node: object): readonly unknown[] {
  const { boolop, args } = node as { boolop: unknown; args?: readonly unknown[] };
  if (boolop === "NOT_EXPR") return args ?? [];
  return (args ?? []).flatMap((term) => {
    const inner: unknown = (term as { BoolExpr?: unknown }).BoolExpr;
    const same = typeof inner === "object" && inner !== null && "boolop" in inner;
    return same && inner.boolop === boolop ? flattened(inner) : [term];
  });
}
