import type { Node } from "@pgsql/types";
import { and, cast, choose, column, exists, isNotTrue, isTrue, or, scalar } from "./ast.ts";
import { rowAlias, type Effect, type Instance, type RowColumns } from "./effect.ts";
import { typeOf, type Tables } from "./names.ts";

/** One row while the script runs: what its columns hold by then, and whether it is gone. */
export type Row = { readonly value: RowColumns; readonly gone: Node };

const never: Node = { A_Const: { boolval: {} } };

/** A row as it is in the database now. */
export const rowNow: Row = { value: (name) => column(rowAlias, name), gone: never };

export const rowOf = (value: RowColumns): Row => ({ value, gone: never });

/** What the condition of a statement says of the row, once it is asked beside what the statement reads. */
export function within({ from, withClause, where }: Instance, also: readonly Node[] = []): Node {
  const condition = and([where, ...also]);
  return from.length === 0 && withClause === undefined
    ? isTrue(condition)
    : exists({ from, withClause, where: condition });
}

/** What becomes of a row by one statement, and when it does. */
export type Step = { readonly after: Row; readonly applies: Node; readonly instance: Instance };

export function step(effect: Effect, row: Row, tables: Tables): Step {
  const instance = effect.on(row.value);
  // An INSERT that only adds rows does nothing to one that is there.
  const adds = effect.kind === "insert" && effect.sets.length === 0;
  const applies = adds ? never : and([within(instance), isNotTrue(row.gone)]);
  if (effect.kind === "delete") {
    return { after: { ...row, gone: or([row.gone, applies]) }, applies, instance };
  }
  const values = new Map<string, Node>();
  for (const name of adds ? [] : effect.sets) {
    values.set(name, choose(applies, valueIn(instance, effect, name, tables), row.value(name)));
  }
  const value = (name: string): Node => values.get(name) ?? row.value(name);
  return { after: { ...row, value }, applies, instance };
}

/** The value that a statement sets, in the type of its column. */
export function assigned(instance: Instance, effect: Effect, name: string, tables: Tables): Node {
  const value = instance.values.get(name);
  return value === undefined ? never : cast(value, typeOf(tables, effect.table, name));
}

function valueIn(instance: Instance, effect: Effect, name: string, tables: Tables): Node {
  const value = assigned(instance, effect, name, tables);
  const { from, withClause, where } = instance;
  return from.length === 0 && withClause === undefined
    ? value
    : scalar(value, { from, withClause, where });
}

/** What becomes of a row by several statements, with each step on the way. */
export function run(
  effects: readonly Effect[],
  row: Row,
  tables: Tables,
): { readonly row: Row; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let at = row;
  for (const effect of effects) {
    const next = step(effect, at, tables);
    steps.push(next);
    at = next.after;
  }
  return { row: at, steps };
}

/** How many nodes an expression would be written as; shared parts count each time. */
export function sizeOf(node: unknown, known = new WeakMap<object, number>()): number {
  if (typeof node !== "object" || node === null) return 0;
  const before = known.get(node);
  if (before !== undefined) return before;
  let size = 1;
  for (const value of Object.values(node)) size += sizeOf(value, known);
  known.set(node, size);
  return size;
}
