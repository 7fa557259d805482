import type { ReadContext } from "../facts/read.ts";
import { recordsFingerprints } from "../facts/records-fingerprints.ts";
import { questionSql } from "./collect-sql.ts";
import { foreseen } from "./foreseen.ts";
import type { CellNeeds } from "./masking/cell-needs.ts";
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
  /** Columns of secrets that a function each digests, a row at a time. */
  readonly secrets: CellNeeds["secrets"];
  /** Facts whose questions are made from what the host holds. */
  readonly unforeseen: readonly string[];
};

/**
 * Derived from the collectors themselves, for one version of Odoo and the modules that are installed. Without
 * functions everything is read from the tables; what texts of their own then need is not known. `cells` are
 * those of comparisons.
 */
export function sqlNeeds(
  facts: readonly PlannedFact[],
  context: ReadContext,
  cells: CellNeeds,
  byFunctions = true,
): SqlNeeds {
  const columns = new Map<string, Set<string>>();
  const need = (table: string, names: readonly string[]): void => {
    columns.set(table, new Set([...(columns.get(table) ?? ["id"]), ...names]));
  };
  for (const [table, names] of cells.columns) need(table, names);
  const functions: SqlFunction[] = [];
  const unforeseen: string[] = [];
  for (const { collector, via } of facts) {
    const module = collector.module?.(context.version);
    if (via !== "sql" || (module !== undefined && context.modules?.includes(module) === false)) {
      continue;
    }
    if (collector.after?.includes(recordsFingerprints) === true) continue; // compared cells
    const read = foreseen(() => collector.sources.sql?.read(context));
    if (read === undefined) unforeseen.push(collector.id);
    else if ("absent" in read) continue;
    else if (read.kind === "queries") unforeseen.push(collector.id);
    else if (read.kind === "comparison") continue;
    else if (
      byFunctions &&
      (read.kind === "records" || read.kind === "query") &&
      touchesSecrets(read)
    ) {
      const { text, lists } = withArguments(collector, questionSql(read));
      functions.push({ fact: collector.id, sql: text, arguments: lists.length });
    } else if (read.kind !== "query") {
      const table = ("table" in read ? read.table : undefined) ?? read.model.replaceAll(".", "_");
      need(table, [...Object.values(read.fields).map(({ name }) => name), ...fieldsOf(read.where)]);
    }
  }
  return {
    columns: new Map(
      [...columns]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([table, names]) => [table, [...names].toSorted()]),
    ),
    functions: functions.toSorted((a, b) => a.fact.localeCompare(b.fact)),
    secrets: cells.secrets,
    unforeseen,
  };
}
