import { cellNeeds } from "../audit/masking/cell-needs.ts";
import { planAudit } from "../audit/plan.ts";
import { sqlNeeds, type SqlNeeds } from "../audit/sql-needs.ts";
import { functionSchema } from "../audit/sql-functions.ts";
import type { Environment } from "../model/environment.ts";
import { TargetError } from "../model/errors.ts";
import { plural } from "../model/text.ts";
import { quoteLiteral } from "../transports/sql/literal.ts";
import type { SqlAnswer, SqlQuery, SqlWire, Wires } from "../transports/wires.ts";
import type { Found } from "./doctor-causes.ts";
import { odooContext } from "./odoo-context.ts";
import { checksOf } from "./source.ts";
import type { Source } from "./source-types.ts";

const remedy = "run again what envaudit grants prints: a restore or an upgrade has dropped it";
/** As many as fit into a line that somebody reads. */
const mostNamed = 5;

/**
 * Whether the role still has the grants that the environment's checks need; a restored database has none of
 * its own. Throws `TargetError` that names what is missing.
 */
export async function readGrants(
  environment: Environment,
  source: Source,
  wires: Wires,
  wire: SqlWire,
  signal: AbortSignal,
): Promise<Found> {
  const { facts } = planAudit(environment, checksOf(source));
  const context = await odooContext(environment, facts, wires, signal);
  if (context === undefined) {
    throw new TargetError("access_denied", `the role may not read which Odoo it is; ${remedy}`);
  }
  const byFunctions = environment.sql?.functions === true;
  const { environments } = source.config;
  const cells = cellNeeds(
    environment,
    environments,
    source.registry.personalData,
    context,
    byFunctions,
  );
  const { columns, functions } = sqlNeeds(facts, context, cells, byFunctions);
  const answers = await wire.query(
    [columnsQuery(columns), ...(byFunctions ? [functionsQuery] : [])].filter(isQuery),
    signal,
  );
  const missing = [...namesIn(answers.get("columns")), ...namesIn(answers.get("functions"))];
  if (byFunctions && !hasSchema(answers.get("functions"))) missing.push(`schema ${functionSchema}`);
  if (missing.length > 0) {
    const more = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : "";
    const named = missing.slice(0, mostNamed).join(", ");
    throw new TargetError("access_denied", `the role lacks ${named}${more}; ${remedy}`);
  }
  const through = byFunctions ? ` and ${plural(functions.length, "function")}` : "";
  return { detail: `columns of ${plural(columns.size, "table")}${through}, as far as they exist` };
}

const isQuery = (query: SqlQuery | undefined): query is SqlQuery => query !== undefined;

/** Columns that exist and that the role may not read. */
function columnsQuery(columns: SqlNeeds["columns"]): SqlQuery | undefined {
  const needed = [...columns].flatMap(([table, names]) =>
    names.map((name) => `(${quoteLiteral(table)}, ${quoteLiteral(name)})`),
  );
  if (needed.length === 0) return undefined;
  return {
    id: "columns",
    sql: `select n.its_table || '.' || n.its_column as name
      from (values ${needed.join(", ")}) n(its_table, its_column)
      join pg_class c on c.relname = n.its_table and c.relkind in ('r', 'p')
      join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attname = n.its_column and not a.attisdropped
      where not has_column_privilege(c.oid, a.attnum, 'select') order by 1`,
  };
}

/** Functions that are there and that the role may not call; a first row without a name says that the schema is. */
const functionsQuery: SqlQuery = {
  id: "functions",
  sql: `select null as name, has_schema_privilege(s.oid, 'usage') as usable
      from pg_namespace s where s.nspname = '${functionSchema}'
    union all select p.proname::text, true
      from pg_proc p join pg_namespace s on s.oid = p.pronamespace
      where s.nspname = '${functionSchema}' and not has_function_privilege(p.oid, 'execute')`,
};

const rowsIn = (answer: SqlAnswer | undefined) => (answer?.ok === true ? answer.rows : []);
const namesIn = (answer: SqlAnswer | undefined): readonly string[] =>
  rowsIn(answer).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
const hasSchema = (answer: SqlAnswer | undefined): boolean =>
  rowsIn(answer).some(({ name, usable }) => name === null && usable === true);
