import type { TypeName } from "@pgsql/types";
import { assertAllowed } from "./allow.ts";
import { effectsOf, type Effect } from "./effect.ts";
import { driftQuery } from "./queries.ts";
import { CannotTurn, NamesMissing } from "./refusal.ts";
import { areApart, pinsOf } from "./pins.ts";
import { columnsOf, type Column, type Tables } from "./names.ts";
import type { Sql } from "./sql.ts";
import { sizeOf } from "./state.ts";
import type { Statement } from "./statements.ts";
import { types } from "./words.ts";

/** The columns of the tables that a script names, with their types in PostgreSQL's words; by table. */
export type Catalogue = Readonly<
  Record<string, readonly { readonly name: string; readonly type: string }[]>
>;

/** What became of one statement (of one of its tables, for a TRUNCATE of several). */
export type Turned = {
  readonly module: string;
  /** Its own text, on one line and shortened. */
  readonly text: string;
  readonly table: string | undefined;
  readonly kind: "update" | "delete" | "insert" | "other";
  readonly outcome:
    /** A SELECT of `id` for each row that the script would still change, remove or add by it. */
    | { readonly is: "query"; readonly sql: string }
    | { readonly is: "missing"; readonly what: string }
    | { readonly is: "unknown"; readonly why: string };
};

// An expression of more nodes asks the server for more than its answer is worth.
const mostNodes = 20_000;

/** The whole script, judged as one: what each statement would still do to the state that all of them leave. */
export function turnScript(
  sql: Sql,
  statements: readonly Statement[],
  catalogue: Catalogue,
): readonly Turned[] {
  const tables = withTypes(sql, catalogue);
  const entries = statements.flatMap((statement, index) => entriesOf(statement, index, tables));
  return entries.map((entry, at) => {
    const { statement, effect, table, kind } = entry;
    const { module, text } = statement;
    const outcome = effect === undefined ? entry.outcome : attempt(() => queryOf(effect, at));
    return { module, text, table, kind, outcome };
  });

  function queryOf(effect: Effect, at: number): Turned["outcome"] {
    const [before, after] = [entries.slice(0, at), entries.slice(at + 1)];
    assertUndisturbed(effect, before, after);
    const own = entries.flatMap((e) => (e.effect?.table === effect.table ? [e.effect] : []));
    const near = nearTo(effect, own, tables);
    const on = (others: readonly Entry[]): readonly Effect[] =>
      others.flatMap((other) =>
        other.effect !== undefined && near(other.effect) ? [other.effect] : [],
      );
    const query = driftQuery({ before: on(before), effect, after: on(after), tables });
    if (sizeOf(query) > mostNodes) throw new CannotTurn("it is entangled with too many others");
    return { is: "query", sql: sql.print(query) };
  }
}

/** Which of the statements on a table can mean a row that this one means too. */
function nearTo(
  effect: Effect,
  all: readonly Effect[],
  tables: Tables,
): (other: Effect) => boolean {
  const set = new Set(all.flatMap((other) => other.sets));
  const fixed = columnsOf(tables, effect.table).filter(({ name, type }) => {
    const last = type?.names?.at(-1);
    const isText =
      last !== undefined && "String" in last && /^(?:text|varchar)$/.test(last.String.sval ?? "");
    return isText && !set.has(name);
  });
  const names = new Set(fixed.map(({ name }) => name));
  const pins = pinsOf(effect);
  return (other) => other.table === effect.table && !areApart(pins, pinsOf(other), names);
}

type Entry = {
  readonly statement: Statement;
  readonly effect: Effect | undefined;
  readonly table: string | undefined;
  readonly kind: Turned["kind"];
  /** Of an entry without an effect. */
  readonly outcome: Turned["outcome"];
  /** Columns that it may set, known or not. */
  readonly sets: readonly string[];
};

function entriesOf(statement: Statement, index: number, tables: Tables): readonly Entry[] {
  let effects: readonly Effect[] = [];
  const outcome = attempt(() => {
    assertAllowed(statement.node);
    effects = effectsOf(statement.node, index, tables);
    return { is: "unknown", why: "it does nothing" };
  });
  if (effects.length === 0)
    return [{ statement, effect: undefined, outcome, ...outline(statement) }];
  return effects.map((effect) => ({
    statement,
    effect,
    outcome,
    table: effect.table,
    kind: effect.kind,
    sets: effect.sets,
  }));
}

function attempt(make: () => Turned["outcome"]): Turned["outcome"] {
  try {
    return make();
  } catch (error) {
    if (error instanceof CannotTurn) return { is: "unknown", why: error.message };
    if (error instanceof NamesMissing) return { is: "missing", what: error.message };
    if (error instanceof RangeError) return { is: "unknown", why: "it is too deep to be judged" };
    throw error;
  }
}

/** Which table and columns a statement is about that could not be understood any further. */
function outline({ node }: Statement): Pick<Entry, "table" | "kind" | "sets"> {
  const [name, body] = (Object.entries(node) as [string, Outlined][])[0] ?? ["", {}];
  const kinds = { UpdateStmt: "update", DeleteStmt: "delete", InsertStmt: "insert" } as const;
  const targets = body.targetList ?? body.onConflictClause?.targetList ?? [];
  return {
    table: body.relation?.relname,
    kind: name in kinds ? kinds[name as keyof typeof kinds] : "other",
    sets: targets.flatMap((one) => one.ResTarget?.name ?? []),
  };
}
type Targets = readonly { readonly ResTarget?: { readonly name?: string } }[];
type Outlined = {
  readonly relation?: { readonly relname?: string };
  readonly targetList?: Targets;
  readonly onConflictClause?: { readonly targetList?: Targets };
};

/**
 * What a statement reads must be in the database as it was when its turn came, and what it sets must not be
 * set again by a statement that nobody understood.
 */
function assertUndisturbed(
  effect: Effect,
  before: readonly Entry[],
  after: readonly Entry[],
): void {
  for (const { table, kind, sets, effect: known } of before) {
    for (const read of effect.reads) {
      const changed = read.column === undefined ? kind !== "update" : sets.includes(read.column);
      if (table === read.table && changed) {
        throw new CannotTurn(`it reads ${read.table}, which the script changes before it`);
      }
    }
    const own = known === undefined && table === effect.table;
    if (own && sets.some((column) => effect.rowReads.has(column))) {
      throw new CannotTurn("it reads what a statement sets that is not judged");
    }
  }
  for (const { table, sets, effect: known } of after) {
    if (known !== undefined || table !== effect.table) continue;
    if (sets.some((column) => effect.sets.includes(column))) {
      throw new CannotTurn("a later statement that is not judged sets the same column");
    }
  }
}

function withTypes(sql: Sql, catalogue: Catalogue): Tables {
  const known = new Map<string, TypeName | undefined>();
  const typeOf = (words: string): TypeName | undefined => {
    if (!known.has(words)) known.set(words, typeName(sql, words));
    return known.get(words);
  };
  return new Map(
    Object.entries(catalogue).map(([table, columns]) => [
      table,
      columns.map(({ name, type }): Column => ({ name, type: typeOf(type) })),
    ]),
  );
}

/** The type as the parser has it; undefined for one that is on no list. */
function typeName(sql: Sql, words: string): TypeName | undefined {
  if (!/^[a-z0-9 ]+(?:\(\d+(?:,\d+)?\))?(?: with(?:out)? time zone)?(?:\[\])?$/.test(words)) {
    return undefined;
  }
  const [raw] = sql.parse(`select null::${words}`).stmts ?? [];
  const stmt =
    raw?.stmt !== undefined && "SelectStmt" in raw.stmt ? raw.stmt.SelectStmt : undefined;
  const [first] = stmt?.targetList ?? [];
  const value = first !== undefined && "ResTarget" in first ? first.ResTarget.val : undefined;
  const type = value !== undefined && "TypeCast" in value ? value.TypeCast.typeName : undefined;
  const last = type?.names?.at(-1);
  const isListed = last !== undefined && "String" in last && types.has(last.String.sval ?? "");
  return isListed ? type : undefined;
}
