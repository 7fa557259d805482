import { TargetError } from "../model/errors.ts";
import type { Fact } from "../model/record.ts";
import {
  excerptLength,
  type Answer,
  type ComparisonRead,
  type Field,
  type ReadContext,
  type RecordsRead,
  type Row,
  type SampleRead,
  type ScanRead,
  type SqlRead,
} from "../facts/read.ts";
import { quoteIdent } from "../transports/sql/literal.ts";
import { reasonOf } from "../transports/sql/sqlstate.ts";
import type { SqlAnswer, SqlQuery, SqlWire } from "../transports/wires.ts";
import type { Job } from "./collect-rpc.ts";
import { checkedFact, unknownFact } from "./fact.ts";
import { gathering } from "./gather.ts";
import { pageSize, scanRows, type Page } from "./pages.ts";
import type { RowsRead } from "./rpc-read.ts";
import { fromSql, toRow, unguessableSql, type Digester } from "./rows.ts";
import { sampleRows } from "./sample.ts";
import { sealed } from "./seal.ts";
import { callSql, rowInside, throughFunction, type SqlText } from "./sql-functions.ts";
import { toWhere } from "./where.ts";

type PlainRead = Exclude<SqlRead, ComparisonRead>;
type Rows = Exclude<RowsRead, ComparisonRead>;

export type SqlParts = {
  readonly wire: SqlWire;
  readonly context: ReadContext;
  readonly digester: Digester;
  readonly signal: AbortSignal;
};
type AloneParts = SqlParts & { readonly ask: ReturnType<typeof gathering> };
type Facts = Map<string, Fact<unknown>>;
type SqlRows = readonly Readonly<Record<string, unknown>>[];

/** A secret leaves the database as "is there one" or as its SHA-256, never as itself. */
function columnSql(alias: string, { name, kind }: Field): string {
  const column = `t.${quoteIdent(name)}`;
  const as = `as ${quoteIdent(alias)}`;
  switch (kind) {
    case "isset":
      return `(${column} is not null and ${column}::text <> '') ${as}`;
    case "digest":
      return `case when ${column}::text <> '' then encode(sha256(convert_to(${column}::text, 'UTF8')), 'hex') end ${as}`;
    case "boolean":
      return `coalesce(${column}, false) ${as}`;
    case "excerpt":
      return `left(${column}::text, ${excerptLength}) ${as}`;
    case "unguessable":
      return `${unguessableSql(column)} ${as}`;
    case "refs":
      throw new TargetError("fact_missing", `${name} is no column: it needs a query of its own`);
    case "text":
    case "hostdigest":
    case "integer":
    case "datetime":
    case "ref":
      return `${column} ${as}`;
  }
}

// Aliases are ours and may have capitals; columns are Odoo's and never do.
const aliasOf = (alias: string): string => alias.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** What a read that can be a function asks; also what that function is made of. */
export const questionSql = (read: RecordsRead | SqlText): string =>
  read.kind === "query" ? read.sql : selectSql(read);

function selectSql(read: Rows, tail = ""): string {
  const named = read.kind === "scan" ? undefined : read.table;
  const table = quoteIdent(named ?? read.model.replaceAll(".", "_"));
  const columns = Object.entries(read.fields).map(([alias, field]) =>
    columnSql(aliasOf(alias), field),
  );
  return `select ${["t.id", ...columns].join(", ")} from ${table} t where ${toWhere(read.where)}${tail}`;
}

function rowsOf(answer: SqlAnswer | undefined): SqlRows {
  if (answer === undefined)
    throw new TargetError("malformed_response", "psql did not answer a query");
  if (answer.ok) return answer.rows;
  throw new TargetError(reasonOf(answer.sqlstate), `SQL ${answer.sqlstate}: ${answer.message}`);
}

const toRows = (rows: SqlRows, read: Rows, digester: Digester): Row[] =>
  rows.map((row) =>
    toRow(row, read.fields, aliasOf, (value, field) => fromSql(value, field, digester)),
  );

async function scan(read: ScanRead, { ask, digester }: AloneParts): Promise<unknown> {
  const page: Page<Row> = async (after) => {
    const sql = selectSql(read, ` and t.id > ${after} order by t.id limit ${pageSize}`);
    const answers = await ask([{ id: "page", sql }]);
    return toRows(rowsOf(answers.get("page")), read, digester);
  };
  return scanRows(read, { page });
}

async function sample(read: SampleRead, { ask, digester }: AloneParts): Promise<unknown> {
  const rows = async (tail: string): Promise<readonly Row[]> => {
    const answers = await ask([{ id: "sample", sql: selectSql(read, tail) }]);
    return toRows(rowsOf(answers.get("sample")), read, digester);
  };
  return sampleRows(read, {
    newest: (most) => rows(` order by t.id desc limit ${most}`),
    ofIds: (ids) => rows(` and t.id in (${ids.join(", ")})`),
  });
}

const answerOf = (answer: SqlAnswer): Answer =>
  answer.ok
    ? { rows: answer.rows }
    : {
        reason: reasonOf(answer.sqlstate),
        detail: `SQL ${answer.sqlstate}: ${answer.message}`,
      };

async function readAlone(read: PlainRead, parts: AloneParts): Promise<unknown> {
  if (read.kind === "scan") return scan(read, parts);
  if (read.kind === "sample") return sample(read, parts);
  if (read.kind !== "queries") return undefined;
  const { queries, about } = await read.prepare();
  const answers = await parts.ask(queries);
  return { answers: new Map([...answers].map(([id, one]) => [id, answerOf(one)])), about };
}

/** Every fact that comes by SQL: one psql call and one snapshot for all but the scans and what is prepared. */
export async function collectSql(jobs: readonly Job<SqlRead>[], parts: SqlParts): Promise<Facts> {
  const facts: Facts = new Map();
  const together: Asked[] = [];
  const alone: Job<PlainRead>[] = [];
  for (const { read, ...rest } of jobs) {
    if (read.kind === "comparison") continue; // by collectComparisons
    const job = { ...rest, read };
    try {
      if (read.kind !== "query" && read.kind !== "records") alone.push(job);
      else {
        const isInside = throughFunction(read, parts.context.environment);
        const text = questionSql(read);
        const sql = isInside ? callSql(job.collector, text) : text;
        together.push({ job, query: { id: job.collector.id, sql }, isInside });
      }
    } catch (error) {
      facts.set(job.collector.id, unknownFact(error));
    }
  }
  await askTogether(together, parts, facts);
  const aloneParts = { ...parts, ask: gathering(parts.wire, parts.signal) };
  await Promise.all(
    alone.map(async ({ collector, read, shape }) => {
      try {
        const raw = await readAlone(read, aloneParts);
        facts.set(
          collector.id,
          checkedFact(collector, () => shape(raw, parts.context)),
        );
      } catch (error) {
        facts.set(collector.id, unknownFact(error));
      }
    }),
  );
  return facts;
}

/** `isInside` says that a function answers: its rows are inside of its one column. */
type Asked = {
  readonly job: Job<SqlRead>;
  readonly query: SqlQuery;
  readonly isInside: boolean;
};

async function askTogether(
  together: readonly Asked[],
  { wire, context, digester, signal }: SqlParts,
  facts: Facts,
): Promise<void> {
  if (together.length === 0) return;
  let answers: ReadonlyMap<string, SqlAnswer>;
  try {
    answers = await wire.query(
      together.map(({ query }) => query),
      signal,
    );
  } catch (error) {
    for (const { job } of together) facts.set(job.collector.id, unknownFact(error));
    return;
  }
  for (const { job, isInside } of together) {
    const { collector, read, shape } = job;
    facts.set(
      collector.id,
      checkedFact(collector, () => {
        const asked = rowsOf(answers.get(collector.id));
        const rows = isInside ? asked.map(rowInside) : asked;
        const raw = read.kind === "records" ? toRows(rows, read, digester) : rows;
        return sealed(shape(raw, context), digester);
      }),
    );
  }
}
