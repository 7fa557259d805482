import type { ReadContext } from "../facts/read.ts";
import { questionSql } from "./collect-sql.ts";
import { foreseen } from "./foreseen.ts";
import { fieldsOf } from "./matches.ts";
import type { PlannedFact } from "./plan.ts";
import { touchesSecrets, withArguments } from "./sql-functions.ts";

/** One question; each argument is a list of ids, `$1` and so on in its text. */
export type SqlFunction = {
  readonly fact: string;
  readonly sql: string;
  readonly arguments: number;
};

/** What the facts of an audit need of PostgreSQL, as far as their questions are known before they are asked. */
export type SqlNeeds = {
  /** Columns by table, both sorted: what is read as it is. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** What is answered by a function each. */
  readonly functions: readonly SqlFunction[];
  /** Facts whose questions are made from what the host holds. */
  readonly unforeseen: readonly string[];
};

/**
 * Derived from the collectors themselves, for one version of Odoo and the modules that are installed. Without
 * functions everything is read from the tables; what texts of their own then need is not known.
 */
export function sqlNeeds(
  facts: readonly PlannedFact[],
  context: ReadContext,
  byFunctions = true,
): SqlNeeds {
  const columns = new Map<string, Set<string>>();
  const functions: SqlFunction[] = [];
  const unforeseen: string[] = [];
  for (const { collector, via } of facts) {
    const module = collector.module?.(context.version);
    if (via !== "sql" || (module !== undefined && context.modules?.includes(module) === false)) {
      continue;
    }
    const read = foreseen(() => collector.sources.sql?.read(context));
    if (read === undefined) unforeseen.push(collector.id);
    else if ("absent" in read) continue;
    else if (read.kind === "queries" || read.kind === "comparison") unforeseen.push(collector.id);
    else if (
      byFunctions &&
      (read.kind === "records" || read.kind === "query") &&
      touchesSecrets(read)
    ) {
      const { text, lists } = withArguments(collector, questionSql(read));
      functions.push({ fact: collector.id, sql: text, arguments: lists.length });
    } else if (read.kind !== "query") {
      const table = ("table" in read ? read.table : undefined) ?? read.model.replaceAll(".", "_");
      const known = columns.get(table) ?? new Set(["id"]);
      const own = [...Object.values(read.fields).map(({ name }) => name), ...fieldsOf(read.where)];
      for (const name of own) known.add(name);
      columns.set(table, known);
    }
  }
  return {
    columns: new Map(
      [...columns]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([table, names]) => [table, [...names].toSorted()]),
    ),
    functions: functions.toSorted((a, b) => a.fact.localeCompare(b.fact)),
    unforeseen,
  };
}
