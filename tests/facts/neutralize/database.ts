import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { catalogueOf, catalogueSql } from "../../../src/facts/neutralize/catalogue.ts";
import type { Sql } from "../../../src/facts/neutralize/sql.ts";
import { statementsOf, tablesIn } from "../../../src/facts/neutralize/statements.ts";
import { turnScript, type Turned } from "../../../src/facts/neutralize/turn.ts";
import type { Postgres } from "../../transports/sql/postgres.ts";

type Row = Readonly<Record<string, unknown>>;
/** What a script found, left, and what was said of it before, after, and after a second run. */
export type Trial = {
  readonly turned: readonly Turned[];
  readonly before: Readonly<Record<string, readonly Row[]>>;
  readonly after: Readonly<Record<string, readonly Row[]>>;
  /** Per statement the ids of the rows that are judged as drifted; undefined for one that is not judged. */
  readonly drift: readonly (readonly (number | null)[] | undefined)[];
  readonly driftAfter: Trial["drift"];
  readonly driftTwice: Trial["drift"];
};

/** One line of JSON for each `select` of the text. */
function ask(postgres: Postgres, text: string): readonly unknown[] {
  const args = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", "staging"];
  const out = execFileSync(join(postgres.bin, "psql"), [...args, "-h", postgres.host], {
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
  });
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

function turned(postgres: Postgres, sql: Sql, script: string): readonly Turned[] {
  const statements = statementsOf(sql, { module: "ours", text: script });
  const rows = ask(postgres, `select to_jsonb(t) from (${catalogueSql(tablesIn(statements))}) t;`);
  return turnScript(sql, statements, catalogueOf(rows as Row[]));
}

/** Really runs a script, twice, and rolls everything back. Undefined when PostgreSQL refuses to run it. */
export function tryScript(
  postgres: Postgres,
  sql: Sql,
  setup: string,
  script: string,
  tables: readonly string[],
): Trial | undefined {
  const all = turned(postgres, sql, script);
  const question = drifted(all);
  const snapshot = `select jsonb_build_object(${tables.map(contents).join(", ")});`;
  const text = [
    "begin;",
    setup,
    snapshot,
    question,
    `${script};`,
    snapshot,
    question,
    `${script};`,
    question,
    "rollback;",
  ];
  try {
    const answers = ask(postgres, text.join("\n"));
    const [before, drift, after, driftAfter, driftTwice] = answers as [
      Trial["before"],
      (number[] | null)[],
      Trial["after"],
      (number[] | null)[],
      (number[] | null)[],
    ];
    const ids = (lists: (number[] | null)[]): Trial["drift"] =>
      lists.map((one) => one ?? undefined);
    return {
      turned: all,
      before,
      after,
      drift: ids(drift),
      driftAfter: ids(driftAfter),
      driftTwice: ids(driftTwice),
    };
  } catch (error) {
    // What PostgreSQL refuses in the script itself says nothing about us; in our question it does.
    const said = String((error as { stderr?: unknown }).stderr);
    if (/envaudit_/.test(said)) throw error;
    return undefined;
  }
}

const contents = (table: string): string =>
  `'${table}', (select coalesce(jsonb_agg(to_jsonb(t) order by id), '[]') from ${table} t)`;

function drifted(all: readonly Turned[]): string {
  const lists = all.map(({ outcome }) =>
    outcome.is === "query"
      ? `(select coalesce(json_agg(c.id order by c.id), '[]') from (${outcome.sql}) c)`
      : "null::json",
  );
  return `select json_build_array(${lists.join(", ")});`;
}
