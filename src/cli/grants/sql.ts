import { cellFunction, cellFunctionSql } from "../../audit/masking/cells-sql.ts";
import type { SqlNeeds } from "../../audit/sql-needs.ts";
import { functionOf, functionSchema } from "../../audit/sql-functions.ts";
import type { SqlAccess } from "../../model/environment.ts";
import { quoteLiteral } from "../../transports/sql/literal.ts";

/** PostgreSQL's name in double quotes. The configuration takes plain names alone, so no quote is in it. */
const ident = (name: string): string => `"${name}"`;

/** The role that grants are printed for: the one that the environment names, or the usual one. */
const roleOf = ({ user = "envaudit_auditor" }: SqlAccess): string => user;

/**
 * SQL that makes the role, or brings it back to what it may: nothing but what follows. Tables and columns that
 * the database lacks are passed over, so that it can be run after every restore and every upgrade.
 */
export function grantsSql(access: SqlAccess, needs: SqlNeeds): string {
  const role = roleOf(access);
  return [
    `-- Run as a superuser in the database ${access.database}, and again after a restore or an upgrade.`,
    "begin;",
    ...makeRole(role, access.database),
    ...grantColumns(role, needs.columns),
    ...makeFunctions(role, needs),
    "-- What pg_hba.conf says, as the server reads it.",
    `grant select on pg_catalog.pg_hba_file_rules to ${ident(role)};`,
    `grant execute on function pg_catalog.pg_hba_file_rules() to ${ident(role)};`,
    "commit;",
    "",
  ].join("\n");
}

function makeRole(role: string, database: string): readonly string[] {
  return [
    "do $envaudit$ begin",
    `  if not exists (select from pg_roles where rolname = ${quoteLiteral(role)}) then`,
    `    create role ${ident(role)} login;`,
    "  end if;",
    "end $envaudit$;",
    `alter role ${ident(role)} nosuperuser nocreatedb nocreaterole noreplication connection limit 8;`,
    `alter role ${ident(role)} set default_transaction_read_only = on;`,
    `grant connect on database ${ident(database)} to ${ident(role)};`,
    `revoke all on all tables in schema public from ${ident(role)};`,
    `grant usage on schema public to ${ident(role)};`,
  ];
}

function grantColumns(role: string, columns: SqlNeeds["columns"]): readonly string[] {
  const lines = [...columns].map(
    ([table, names]) =>
      `      (${quoteLiteral(table)}, array[${names.map(quoteLiteral).join(", ")}])`,
  );
  if (lines.length === 0) return [];
  return [
    "-- Columns that are read as they are.",
    "do $envaudit$ declare one record; begin",
    "  for one in select c.oid::regclass as its_table,",
    "      string_agg(quote_ident(a.attname), ', ' order by a.attname) as its_columns",
    "    from (values",
    lines.join(",\n"),
    "    ) need(its_table, its_columns)",
    "    join pg_class c on c.oid = to_regclass('public.' || need.its_table)",
    "    join pg_attribute a on a.attrelid = c.oid and a.attname = any(need.its_columns) and not a.attisdropped",
    "    group by c.oid",
    "  loop",
    `    execute format('grant select (%s) on %s to ${ident(role)}', one.its_columns, one.its_table);`,
    "  end loop;",
    "end $envaudit$;",
  ];
}

function makeFunctions(role: string, { functions, secrets }: SqlNeeds): readonly string[] {
  return [
    "-- What touches a secret: each function answers one question, whether something is there or its digest.",
    "-- They are no views, since Odoo could not change a column's type under a view when it is upgraded.",
    `drop schema if exists ${functionSchema} cascade;`,
    `create schema ${functionSchema};`,
    `grant usage on schema ${functionSchema} to ${ident(role)};`,
    ...functions.flatMap(({ fact, sql, arguments: count }) =>
      makeFunction(
        `${functionOf(fact)}(${Array.from({ length: count }, () => "int[]").join(", ")}) returns setof jsonb`,
        `select to_jsonb(x) from (${sql.trim()}) x`,
      ),
    ),
    ...secrets.flatMap(({ table, column }) =>
      makeFunction(
        `${cellFunction(table, column.name)}(int) returns text`,
        cellFunctionSql(table, column),
      ),
    ),
    "-- They run by the rights of the database's owner, and nobody else may call them.",
    "do $envaudit$ declare owner name; one regprocedure; begin",
    "  select pg_get_userbyid(datdba) into owner from pg_database where datname = current_database();",
    `  execute format('alter schema ${functionSchema} owner to %I', owner);`,
    `  for one in select oid::regprocedure from pg_proc where pronamespace = '${functionSchema}'::regnamespace loop`,
    "    execute format('alter function %s owner to %I', one, owner);",
    "    execute format('revoke all on function %s from public', one);",
    `    execute format('grant execute on function %s to ${ident(role)}', one);`,
    "  end loop;",
    "end $envaudit$;",
  ];
}

const makeFunction = (head: string, body: string): readonly string[] => [
  "do $envaudit$ begin",
  `  create function ${head}`,
  "    language sql stable security definer set search_path = public, pg_temp as $fact$",
  `    ${body} $fact$;`,
  "exception when undefined_table or undefined_column then null;",
  "end $envaudit$;",
];
