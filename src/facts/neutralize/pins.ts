import type { Node } from "@pgsql/types";
import { rowAlias, type Effect } from "./effect.ts";
import { rowNow } from "./state.ts";
import { textsOf } from "./texts.ts";

/** For some columns, the only texts with which a row can be meant. */
export type Pins = ReadonlyMap<string, ReadonlySet<string>>;

/** What a statement says for certain of every row that it is about: `key = 'a'`, `key in ('a', 'b')`. */
export function pinsOf(effect: Effect): Pins {
  if (effect.inserted !== undefined) return effect.inserted.pins;
  const pins = new Map<string, ReadonlySet<string>>();
  for (const term of termsOf(effect.on(rowNow.value).where)) {
    const [column, texts] = pinIn(term) ?? [];
    if (column !== undefined && texts !== undefined) pins.set(column, texts);
  }
  return pins;
}

function termsOf(where: Node): readonly Node[] {
  const isAnd = "BoolExpr" in where && where.BoolExpr.boolop === "AND_EXPR";
  return isAnd ? (where.BoolExpr.args ?? []).flatMap(termsOf) : [where];
}

function pinIn(term: Node): readonly [string, ReadonlySet<string>] | undefined {
  if (!("A_Expr" in term)) return undefined;
  const { kind, name, lexpr, rexpr } = term.A_Expr;
  const [operator] = name ?? [];
  const isEqual = operator !== undefined && "String" in operator && operator.String.sval === "=";
  const column = lexpr === undefined ? undefined : columnOf(lexpr);
  if (!isEqual || column === undefined || rexpr === undefined) return undefined;
  const values = kind === "AEXPR_IN" && "List" in rexpr ? (rexpr.List.items ?? []) : [rexpr];
  if (kind !== "AEXPR_IN" && kind !== "AEXPR_OP") return undefined;
  const texts = textsOf(values);
  return texts && [column, texts];
}

function columnOf(node: Node): string | undefined {
  const [alias, column] = "ColumnRef" in node ? (node.ColumnRef.fields ?? []) : [];
  const isRow = alias !== undefined && "String" in alias && alias.String.sval === rowAlias;
  return isRow && column !== undefined && "String" in column ? column.String.sval : undefined;
}

/**
 * Whether no row can be meant by both: they ask for different texts in a column of `fixed`, those whose values
 * are compared as text and that no statement sets.
 */
export function areApart(a: Pins, b: Pins, fixed: ReadonlySet<string>): boolean {
  return [...a].some(([column, texts]) => {
    const others = fixed.has(column) ? b.get(column) : undefined;
    return others !== undefined && [...texts].every((text) => !others.has(text));
  });
}
