import { InternalError } from "../../model/errors.ts";

export type SqlLimits = {
  /** For each query. */
  readonly statementTimeoutMs: number;
  /** Waiting for a lock, which a plain read only meets beside `alter table`. */
  readonly lockTimeoutMs: number;
  /** Between two queries: the server ends a transaction that a dead connection left open. */
  readonly idleTimeoutMs: number;
  /** The JSON text of one query's rows. */
  readonly maxBytesPerQuery: number;
};

/**
 * The words of the lines that psql echoes between the answers. Each begins with the run's nonce, which is
 * in no SQL text, so that nothing in the database can imitate it.
 */
export const marker = {
  open: "open",
  refused: "refused",
  begin: (index: number) => `begin ${index}`,
  end: (index: number) => `end ${index}`,
  done: "done",
} as const;

// Fails closed: the variable says "refused" until the query has said otherwise. Rights that the role could
// take on by `set role` count as its own. That the transaction is what we asked for is proven, not assumed.
const guard = String.raw`
with reachable as (
  select * from pg_catalog.pg_roles where pg_catalog.pg_has_role(session_user, oid, 'member')
), verdict as (
  select case
    when exists (select from reachable where rolsuper) then 'superuser'
    when exists (select from reachable where rolcreaterole) then 'createrole'
    when exists (select from reachable where rolreplication) then 'replication'
    when exists (select from reachable where rolname in
      ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))
      then 'server_files'
    when current_setting('transaction_read_only') <> 'on'
      or current_setting('transaction_isolation') <> 'repeatable read' then 'not_read_only'
  end as why
)
select why is not null as refused,
  json_build_object('role', session_user::text, 'why', why)::text as why
from verdict \gset envaudit_`;

/**
 * One psql script for all queries, each one line of `oneSelect`: one read-only transaction and one snapshot,
 * each query on its own savepoint (`ON_ERROR_ROLLBACK`). Needs psql 11. `nonce` is fresh for each run and hard
 * to guess. The dispatcher on the host (deploy/ssh/envaudit-probe) makes the same text from the same lines.
 */
export function script(lines: readonly string[], nonce: string, limits: SqlLimits): string {
  if (!/^[0-9a-f]{16,}$/.test(nonce))
    throw new InternalError("the nonce of an SQL run is too weak");
  const echo = (words: string): string => String.raw`\echo ${nonce} ${words}`;
  return [
    String.raw`\set ON_ERROR_STOP off`,
    String.raw`\set ON_ERROR_ROLLBACK on`,
    String.raw`\set VERBOSITY terse`,
    String.raw`\set envaudit_refused on`,
    echo(marker.open),
    "begin transaction isolation level repeatable read read only;",
    ...settings(limits),
    guard.trim(),
    String.raw`\if :envaudit_refused`,
    echo(`${marker.refused} :envaudit_why`),
    "rollback;",
    String.raw`\quit`,
    String.raw`\endif`,
    ...lines.flatMap((line, index) => [
      echo(marker.begin(index)),
      wrapped(line, index, limits.maxBytesPerQuery),
      echo(`${marker.end(index)} :SQLSTATE :LAST_ERROR_MESSAGE`),
    ]),
    "rollback;",
    echo(marker.done),
    "",
  ].join("\n");
}

/** For the transaction alone: behind a pooler the next client gets the connection as it was. */
function settings(limits: SqlLimits): readonly string[] {
  return [
    "set local client_encoding = 'UTF8';",
    "set local standard_conforming_strings = on;",
    "set local datestyle = 'ISO, YMD';",
    "set local timezone = 'UTC';",
    // rows that a policy hides are an error instead of an answer that looks complete
    "set local row_security = off;",
    `set local statement_timeout = ${limits.statementTimeoutMs};`,
    `set local lock_timeout = ${limits.lockTimeoutMs};`,
    `set local idle_in_transaction_session_timeout = ${limits.idleTimeoutMs};`,
  ];
}

/** One line of JSON: the rows, or how many bytes they would have been. */
function wrapped(sql: string, index: number, maxBytes: number): string {
  return [
    `select case when octet_length(a.rows) > ${maxBytes}`,
    `  then json_build_object('id', ${index}, 'bytes', octet_length(a.rows))::text`,
    `  else '{"id":${index},"rows":' || a.rows || '}' end`,
    `from (select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as rows from (`,
    sql,
    ") t) a;",
  ].join("\n");
}
