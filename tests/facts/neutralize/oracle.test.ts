import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSql, type Sql } from "../../../src/facts/neutralize/sql.ts";
import { postgresBin, startPostgres, type Postgres } from "../../transports/sql/postgres.ts";
import { tryScript, type Trial } from "./database.ts";

const bin = postgresBin();
if (bin === undefined) console.log("skipped: PostgreSQL's server programs are not installed here");

const tables = ["server", "setting", "task", "provider"];
const schema = `
create table server (id serial primary key, name varchar, host varchar(64), port int, active bool, note text);
create table setting (id serial primary key, key varchar not null unique, value text, kind varchar);
create table task (id serial primary key, active bool, owner int, name jsonb, raw json, amount numeric(8,2));
create table provider (id serial primary key, state varchar, code varchar, token varchar, server_id int);
create table owned (id serial primary key, model varchar, name varchar, res_id int);
`;
const rows = `
truncate server, setting, task, provider, owned restart identity;
insert into server (name, host, port, active) values
  ('live', 'smtp.harbour-goods.com', 25, true), ('spare', 'mx.harbour-goods.com', 587, false),
  (null, 'invalid', 1025, null), ('odd', 'x', null, true);
insert into setting (key, value) values ('a', '1'), ('b', '2'), ('c', null), ('mark', 'no'), ('d', 'x');
insert into task (active, owner, name, raw, amount) values
  (true, 1, '{"en_US": "sweep"}', '{"a":1}', 1), (true, 2, null, null, 2.5), (false, null, '{"en_US": "mail"}', '[]', null);
insert into provider (state, code, token, server_id) values
  ('enabled', 'live_card', 'secret', 1), ('test', 'wire', null, 2), ('disabled', 'card', 'abc+disabled', null),
  ('enabled', 'demo', repeat('t', 40), 4);
insert into owned (model, name, res_id) values ('task', 'sweep', 1), ('provider', 'x', 1);
`;

describe.skipIf(bin === undefined)("against what PostgreSQL does", () => {
  let postgres: Postgres;
  let sql: Sql;
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? "");
    postgres.run(schema);
    sql = await loadSql();
  }, 60_000);
  afterAll(() => postgres.stop());

  const trial = (script: string, setup = rows): Trial => {
    const found = tryScript(postgres, sql, setup, script, tables);
    if (found === undefined) throw new Error(`PostgreSQL does not run it: ${script}`);
    return found;
  };
  const none = (found: Trial): unknown[] => found.turned.map(() => []);

  // Per statement: the ids that it finds before; after one run and after two it finds nothing.
  const corpus: Readonly<Record<string, readonly [script: string, before: readonly unknown[]]>> = {
    "all rows": ["update server set active = false", [[1, 3, 4]]],
    "a text for a boolean": ["update server set active = 'f' where active", [[1, 4]]],
    "some rows": [
      "update provider set state = 'disabled' where state not in ('test', 'disabled')",
      [[1, 4]],
    ],
    "its own value": [
      "update provider set state = case when state = 'enabled' then 'test' else state end, code = regexp_replace(code, '^live_', 'test_')",
      [[1, 4]],
    ],
    "an alias": ["update provider as p set token = null where p.token is not null", [[1, 3, 4]]],
    "a suffix": [
      String.raw`update provider set token = regexp_replace(token, '(\+.*)?$', '+disabled')`,
      [[1, 4]],
    ],
    "another table in a subselect": [
      "update task set active = false where id not in (select res_id from owned where model = 'task' and name = 'sweep')",
      [[2]],
    ],
    "EXISTS, with a star": [
      "update provider p set token = null where exists (select * from server s where s.id = p.server_id and s.active)",
      [[1, 4]],
    ],
    "another table beside it": [
      "update provider set token = 'x' || s.port from server s where s.id = provider.server_id and s.port < 100",
      [[1]],
    ],
    "two tables joined beside it": [
      "update provider set state = s.name from server s join owned o on o.res_id = s.id and o.model = 'provider' where s.id = server_id",
      [[1]],
    ],
    "several rows beside it, one of which counts": [
      "update provider set token = s.name from server s where s.active and provider.id = 1",
      [[1]],
    ],
    WITH: [
      "with off as (select id from server where not active) update provider set token = null where server_id in (select id from off)",
      [[]],
    ],
    "WITH that gives the value": [
      "with off as (select max(port) as top from server) update server set port = off.top from off where active",
      [[1, 4]],
    ],
    "a scalar subselect": ["update task set owner = (select min(id) from server)", [[2, 3]]],
    "JSON that is compared as text": [`update task set raw = '{"a":1}'`, [[2, 3]]],
    jsonb: [`update task set name = '{"en_US":   "sweep"}' where name is not null`, [[3]]],
    numbers: ["update task set amount = 1.0, owner = '2'", [[1, 2, 3]]],
    "a boolean for a text": ["update setting set value = true where key = 'mark'", [[4]]],
    "what a string may hold": [
      String.raw`update server set note = E'it''s\\n\n "odd" \\' || ' -- /* $x$ :y ' where id = 1`,
      [[1]],
    ],
    DELETE: ["delete from setting where key in ('a', 'c', 'zz')", [[1, 3]]],
    "DELETE USING": [
      "delete from provider using server s where s.id = server_id and s.active",
      [[1, 4]],
    ],
    TRUNCATE: [
      "truncate server, task restart identity cascade",
      [
        [1, 2, 3, 4],
        [1, 2, 3],
      ],
    ],
    "a dummy after all are off": [
      "update server set active = false; insert into server (name, host, port, active) values ('dummy', 'invalid', 1025, true)",
      [[1, 3, 4], [null]],
    ],
    "an INSERT of two rows": [
      "insert into server (name, active) values ('live', true), ('new', false)",
      [[null]],
    ],
    "INSERT … SELECT": [
      "insert into setting (key, value) select 'k' || id, name from server where active and name <> 'odd' and not exists (select 1 from setting where key = 'k1')",
      [[null]],
    ],
    "ON CONFLICT DO UPDATE": [
      "insert into setting (key, value) values ('mark', true) on conflict (key) do update set value = true",
      [[null]],
    ],
    "ON CONFLICT, new key": [
      "insert into setting (key, value) values ('fresh', 'v1') on conflict (key) do update set value = excluded.value",
      [[null]],
    ],
    "ON CONFLICT, two keys, one as it should be": [
      "insert into setting (key, value) values ('a', '1'), ('b', '1') on conflict (key) do update set value = excluded.value where setting.key <> 'c'",
      [[null]],
    ],
    "ON CONFLICT whose condition spares the row": [
      "insert into setting (key, value) values ('a', '9') on conflict (key) do update set value = excluded.value where setting.value = 'other'",
      [[]],
    ],
    "ON CONFLICT DO NOTHING": [
      "insert into setting (key, value) values ('a', '9'), ('new', '1') on conflict (key) do nothing",
      [[null]],
    ],
    "a later statement wins": [
      "update provider set state = 'disabled'; update provider set state = 'test' where code = 'wire'",
      [[1, 4], []],
    ],
    "a later DELETE wins": [
      "update setting set value = null; delete from setting where key in ('a', 'b')",
      [
        [4, 5],
        [1, 2],
      ],
    ],
    "a later statement that reads what an earlier one sets": [
      "update server set port = 1; update server set host = 'two' where port = 1; update server set port = 0",
      [[], [1, 2, 3, 4], [1, 2, 3, 4]],
    ],
    "a row that was made and then changed": [
      "insert into server (name, host, active) values ('d', 'invalid', true); update server set active = false where name = 'd' and active",
      [[null], []],
    ],
    "a row that was made and then removed": [
      "insert into server (name, port) values ('gone', 7); delete from server where port = 7",
      [[], []],
    ],
    "made anew": [
      "delete from setting where key = 'a'; insert into setting (key, value) values ('a', '5')",
      [[1], [null]],
    ],
    "an upsert, then all but it": [
      "insert into setting (key, value) values ('mark', 'true') on conflict (key) do update set value = 'true'; update setting set value = '' where key in ('a', 'b') and value <> ''",
      [[null], [1, 2]],
    ],
    "tokens in two steps": [
      String.raw`update provider set token = 'dummy' where length(split_part(token, '+', 1)) > 33; update provider set token = regexp_replace(token, '(\+.*)?$', '+disabled')`,
      [[], [1, 4]],
    ],
  };

  test.each(Object.entries(corpus))("%s", (_, [script, before]) => {
    const found = trial(script);
    expect(found.turned.map(({ outcome }) => outcome.is)).toEqual(found.turned.map(() => "query"));
    expect(found.drift).toEqual(before);
    expect(found.driftAfter).toEqual(none(found));
    expect(found.driftTwice).toEqual(none(found));
  });

  const dummies = [
    "update server set active = false",
    "insert into server (name, host, port, active) values ('dummy', 'invalid', 1025, true)",
    "insert into setting (key, value) values ('mark', true) on conflict (key) do update set value = true",
    "update provider set state = 'disabled' where state not in ('test', 'disabled')",
    "delete from setting where key = 'b'",
  ];
  const script = dummies.join(";\n");
  const neutral = `${rows}; ${script};`;

  test.each([
    ["nothing", "select 1 where false", [[], [], [], [], []]],
    ["a server switched on", "update server set active = true where id = 2", [[2], [], [], [], []]],
    [
      "a second dummy",
      "insert into server (name, host, port, active) values ('dummy', 'invalid', 1025, true)",
      [[], [], [], [], []],
    ],
    ["the dummy switched off", "update server set active = false", [[], [null], [], [], []]],
    [
      "the dummy pointed elsewhere",
      "update server set host = 'smtp.x' where active",
      [[5], [null], [], [], []],
    ],
    ["the mark taken away", "delete from setting where key = 'mark'", [[], [], [null], [], []]],
    [
      "the mark changed",
      "update setting set value = 'no' where key = 'mark'",
      [[], [], [null], [], []],
    ],
    [
      "a provider enabled",
      "update provider set state = 'enabled' where id = 4",
      [[], [], [], [4], []],
    ],
    ["a key put back", "insert into setting (id, key) values (90, 'b')", [[], [], [], [], [90]]],
  ] as const)("broken afterwards: %s", (_, broken, expected) => {
    for (const runs of [1, 2, 3]) {
      const setup = `${neutral}${`${script};`.repeat(runs - 1)}${broken === "select 1 where false" ? "" : `${broken};`}`;
      const found = tryScript(postgres, sql, setup, script, tables);
      const ids = found?.drift.map((list) => list?.length);
      if (runs === 1) expect(found?.drift).toEqual(expected);
      else if (!broken.includes("where active")) expect(ids).toEqual(expected.map((l) => l.length));
      expect(found?.driftAfter).toEqual(dummies.map(() => []));
    }
  });

  const value = {
    port: fc.constantFrom(
      "25",
      "0",
      "null",
      "id",
      "length(host)",
      "case when active then 1 else 2 end",
    ),
    active: fc.constantFrom("true", "'f'", "null", "port = 25", "not active"),
    host: fc.constantFrom("'x'", "null", "name", "lower(host)", "coalesce(name, host)"),
  };
  const where = fc.constantFrom(
    "",
    "where active",
    "where port = 25",
    "where host = 'x'",
    "where id in (1, 3)",
    "where name is null or port > 100",
    "where not (active and port < 600)",
    "where active is not true",
    "where id in (select server_id from provider where state = 'enabled')",
  );
  const statement = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom("port", "active", "host"), where)
        .chain(([column, w]) =>
          value[column].map((v) => `update server set ${column} = ${v} ${w}`),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(value.port, value.host, where)
        .map(([p, h, w]) => `update server set port = ${p}, host = ${h} ${w}`),
    },
    {
      weight: 1,
      arbitrary: where.map((w) => `delete from server ${w === "" ? "where id = 4" : w}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(value.active, fc.constantFrom("25", "587"))
        .map(
          ([a, p]) =>
            `update server set active = p.state = 'test' or ${a === "'f'" ? "false" : "server.active"} from provider p where p.server_id = server.id and p.id < 3 and server.port = ${p}`,
        ),
    },
  );

  test("any script: what is judged to change is what changes", () => {
    let ran = 0;
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (statements) => {
        const found = tryScript(postgres, sql, rows, statements.join(";\n"), tables);
        if (found === undefined || found.drift.includes(undefined)) return;
        ran += 1;
        const left = new Map(found.after["server"]?.map((row) => [row["id"], row]));
        const changed = (found.before["server"] ?? [])
          .filter((row) => JSON.stringify(left.get(row["id"])) !== JSON.stringify(row))
          .map((row) => row["id"]);
        const judged = [...new Set(found.drift.flat())].map(Number);
        expect(judged.toSorted((a, b) => a - b)).toEqual(changed);
      }),
      { numRuns: 40 },
    );
    expect(ran).toBeGreaterThan(20);
  });

  const key = fc.constantFrom(
    "key = 'a'",
    "key in ('a', 'b')",
    "key = 'mark' and value <> ''",
    "key <> 'a'",
    "key like '_'",
  );
  const text = fc.constantFrom("'1'", "'x'", "null", "upper(value)", "coalesce(value, 'none')");
  const parameter = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(text, key).map(([v, k]) => `update setting set value = ${v} where ${k}`),
    },
    { weight: 1, arbitrary: key.map((k) => `delete from setting where ${k}`) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom("a", "mark", "new"), fc.constantFrom("1", "x"))
        .map(
          ([k, v]) =>
            `insert into setting (key, value) values ('${k}', '${v}') on conflict (key) do update set value = excluded.value`,
        ),
    },
  );
  const contents = (rowsOf: Trial["before"]): string =>
    JSON.stringify(
      (rowsOf["setting"] ?? [])
        .map((row) => [row["key"], row["value"]])
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    );

  test("any script of parameters: there is drift exactly where running it changes something", () => {
    let drifted = 0;
    fc.assert(
      fc.property(
        fc.array(parameter, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (statements, twice) => {
          const once = statements.join(";\n");
          const found = trial(once, twice ? `${rows}; ${once};` : rows);
          expect(found.drift).not.toContain(undefined);
          const changes = contents(found.before) !== contents(found.after);
          expect([once, twice, found.drift.flat().length > 0]).toEqual([once, twice, changes]);
          if (changes) drifted += 1;
        },
      ),
      { numRuns: 40 },
    );
    expect(drifted).toBeGreaterThan(10);
  });
});
