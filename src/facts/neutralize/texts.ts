import type { Node } from "@pgsql/types";

/** The texts, where all of the values are texts as they stand. */
export function textsOf(values: readonly Node[]): ReadonlySet<string> | undefined {
  const texts = values.map((node) =>
    "A_Const" in node && node.A_Const.sval !== undefined
      ? (node.A_Const.sval.sval ?? "")
      : undefined,
  );
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? new Set(known) : undefined;
}
