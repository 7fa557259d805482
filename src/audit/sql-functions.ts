import type { AnyCollector } from "../facts/collector.ts";
import type { Condition, RecordsRead, SqlRead } from "../facts/read.ts";
import type { Environment } from "../model/environment.ts";
import { InternalError } from "../model/errors.ts";
import { quoteIdent } from "../transports/sql/literal.ts";

/** Where `envaudit grants` puts its functions. */
export const functionSchema = "envaudit_facts";

export type SqlText = Extract<SqlRead, { readonly kind: "query" }>;
/** The reads that one function each can answer: their text is known before they are asked. */
export type Foreseen = RecordsRead | SqlText;

/** The function of a fact: each row as JSON. */
export const functionOf = (fact: string): string =>
  `${functionSchema}.${quoteIdent(
    fact
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "_")
      .slice(0, 63),
  )}`;

/** Ids that were read before, as texts of facts with `after` have them: what changes from audit to audit. */
const idLists = /\bin \((\d+(?:, ?\d+)*)\)/g;

/** A text with its lists of ids as arguments; only a fact that is read after others has such. */
export function withArguments({ after }: Pick<AnyCollector, "after">, sql: string) {
  const lists: string[] = [];
  if (after === undefined) return { text: sql, lists };
  const text = sql.replaceAll(idLists, (_list, ids: string) => {
    lists.push(ids);
    return `= any($${lists.length})`;
  });
  return { text, lists };
}

/** The question that is put to a fact's function. */
export function callSql(collector: Pick<AnyCollector, "id" | "after">, sql: string): string {
  const ids = withArguments(collector, sql).lists.map((list) => `array[${list}]`);
  return `select fact from ${functionOf(collector.id)}(${ids.join(", ")}) fact`;
}

/** The row that a function put into its one column. */
export function rowInside(
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { fact } = row;
  if (typeof fact === "object" && fact !== null) return fact as Readonly<Record<string, unknown>>;
  throw new InternalError("a function of envaudit grants gave no row");
}

/** Whether this environment's role asks the read through its function. */
export const throughFunction = (read: Foreseen, { sql }: Pick<Environment, "sql">): boolean =>
  sql?.functions === true && touchesSecrets(read);

const secretKinds: ReadonlySet<string> = new Set(["isset", "digest", "hostdigest", "unguessable"]);

/**
 * Whether granting the columns of a read could show more than the read does: it asks of a secret whether it is
 * there or what its digest is, compares a column that it does not show, reads parameters (which are secrets
 * for the most part), or is a text of its own about Odoo's tables.
 */
export function touchesSecrets(read: Foreseen): boolean {
  switch (read.kind) {
    case "query":
      return !isOfServer(read.sql);
    case "records": {
      if (read.model === "ir.config_parameter") return true;
      const fields = Object.values(read.fields);
      const shown = new Set(fields.map(({ name }) => name));
      return fields.some(({ kind }) => secretKinds.has(kind)) || compares(read.where, shown);
    }
  }
}

/** What everybody knows of a record, and no secret of anybody. */
const plain: ReadonlySet<string> = new Set(["active", "state", "type", "usage", "model", "module"]);

/** Whether the condition looks into a column that is neither shown nor plain, other than for a number or yes or no. */
function compares(where: Condition, shown: ReadonlySet<string>): boolean {
  if ("all" in where) return where.all.some((part) => compares(part, shown));
  if ("any" in where) return where.any.some((part) => compares(part, shown));
  if ("not" in where) return compares(where.not, shown);
  if (shown.has(where.field) || plain.has(where.field)) return false;
  const values = Array.isArray(where.value) ? where.value : [where.value];
  return !values.every((value) => typeof value === "boolean" || typeof value === "number");
}

/** Whether a text asks PostgreSQL's own catalogues alone, which every role may read. */
const isOfServer = (sql: string): boolean =>
  [...sql.matchAll(/\b(?:from|join)\s+([a-z_]+)/gi)].every(([, name = ""]) =>
    name.startsWith("pg_"),
  );
