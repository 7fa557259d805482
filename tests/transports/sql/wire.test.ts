import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SqlAccess } from "../../../src/model/environment.ts";
import { InternalError, TargetError } from "../../../src/model/errors.ts";
import { quoteLiteral } from "../../../src/transports/sql/literal.ts";
import { reasonOf } from "../../../src/transports/sql/sqlstate.ts";
import { psqlWire, type PsqlWireOptions } from "../../../src/transports/sql/wire.ts";
import { sshWire } from "../../../src/transports/ssh/wire.ts";
import type { HostWire, SqlAnswer } from "../../../src/transports/wires.ts";
import {
  accessTo,
  answerWith,
  forcedCommand,
  startSshHost,
  type SshHost,
} from "../../support/ssh-hosts.ts";
import { postgresBin, startPostgres, type Postgres } from "./postgres.ts";

const never = new AbortController().signal;
const random = (count: number) => randomBytes(count);
const access: SqlAccess = { database: "x", user: undefined, host: undefined, port: undefined };

async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => new Error("it worked"),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(TargetError);
  const { reason, message } = error as TargetError;
  return { reason, message };
}

describe("without a server", () => {
  const untouched: HostWire = {
    run: () => Promise.reject(new Error("it was asked")),
    close: () => undefined,
  };

  test("no queries need no connection", async () => {
    expect(await psqlWire(untouched, access, { random }).query([], never)).toEqual(new Map());
  });

  test("two queries of one id are our own mistake", async () => {
    const twice = [
      { id: "a", sql: "select 1" },
      { id: "a", sql: "select 2" },
    ];
    await expect(psqlWire(untouched, access, { random }).query(twice, never)).rejects.toThrow(
      new InternalError("two queries of one call have the same id"),
    );
  });

  test("a host without psql: fact_missing", async () => {
    await using host = await startSshHost({
      exec: answerWith("", 127, "env: 'psql': No such file or directory\n"),
    });
    const ssh = sshWire(accessTo(host.endpoint));
    const work = psqlWire(ssh, access, { random }).query([{ id: "a", sql: "select 1" }], never);
    expect(await failureOf(work)).toEqual({
      reason: "fact_missing",
      message: `127.0.0.1:${host.port}: psql is not installed, or not on the account's PATH`,
    });
    ssh.close();
  });
});

const bin = postgresBin();
if (bin === undefined) console.log("skipped: psql against a real server (no PostgreSQL found)");

describe.skipIf(bin === undefined)("against a real PostgreSQL", () => {
  let postgres: Postgres;
  let host: SshHost;
  let ssh: HostWire;

  beforeAll(async () => {
    postgres = await startPostgres(bin ?? "");
    postgres.run(setUp);
    host = await startSshHost();
    ssh = sshWire(accessTo(host.endpoint, { wrapper: inPath() }));
  }, 60_000);
  afterAll(async () => {
    ssh.close();
    await host[Symbol.asyncDispose]();
    await postgres.stop();
  });

  const inPath = () => ["env", `PATH=${postgres.bin}:${process.env["PATH"]}`];

  function ask(
    sqls: readonly string[],
    extra: Partial<SqlAccess> & { over?: HostWire; options?: Partial<PsqlWireOptions> } = {},
  ): Promise<readonly (SqlAnswer | undefined)[]> {
    const { over = ssh, options, ...rest } = extra;
    const at = { database: "staging", user: "auditor", host: postgres.host, port: 5432, ...rest };
    const queries = sqls.map((sql, index) => ({ id: `q${index}`, sql }));
    return psqlWire(over, at, { random, ...options })
      .query(queries, never)
      .then((answers) => queries.map(({ id }) => answers.get(id)));
  }

  const ok = (...rows: Record<string, unknown>[]) => ({ ok: true, rows });

  test("the dispatcher on the host lets the same questions through, and the same answers", async () => {
    const dispatcher = fileURLToPath(
      new URL("../../../deploy/ssh/envaudit-probe", import.meta.url),
    );
    await using forced = await startSshHost({
      exec: forcedCommand([
        ...inPath(),
        dispatcher,
        `--psql=staging,auditor,${postgres.host},5432`,
      ]),
    });
    const over = sshWire(accessTo(forced.endpoint, { dispatcher: true }));
    const questions = [
      "select id, name, active, born, at from people order by id",
      String.raw`select 'a;b' as a, E'c\\\'\n' as b, ':x $1' as c`,
      "select nothing from people",
      "select 1 / 0 as x",
    ];
    expect(await ask(questions, { over })).toEqual(await ask(questions));
    expect(forced.lines[0]).toMatch(/^'psql' 'staging' 'auditor' '\/[^']+' '5432' '[0-9a-f]{32}'$/);
    const other = ask(["select 1 as x"], { over, user: "postgres" });
    expect(await failureOf(other)).toMatchObject({
      reason: "access_denied",
      message: expect.stringContaining("staging is no database that --psql names") as string,
    });
    over.close();
  });

  test("rows come back as they are, in one call", async () => {
    const before = host.lines.length;
    const answers = await ask([
      "select id, name, active, born, at from people order by id",
      "select id from people where id > 100",
      "select count(*) as n from people",
    ]);
    expect(answers).toEqual([
      ok(
        {
          id: 1,
          name: 'a\n"b" \\ é ✓',
          active: true,
          born: "2026-02-28",
          at: "2026-02-28T23:59:00",
        },
        { id: 2, name: null, active: false, born: null, at: null },
      ),
      ok(),
      ok({ n: 2 }),
    ]);
    expect(host.lines.length - before).toBe(1);
  });

  test("a failing query fails alone, with its state", async () => {
    const answers = await ask([
      "select 1 as x from nowhere",
      "select nothing from people",
      "select * from secrets",
      "select 1 / (id - id) as x from people",
      "select name::integer as x from people",
      "select count(*) as n from people",
    ]);
    const failed = (sqlstate: string, message: string) => ({ ok: false, sqlstate, message });
    expect(answers).toEqual([
      failed("42P01", 'relation "nowhere" does not exist'),
      failed("42703", 'column "nothing" does not exist'),
      failed("42501", "permission denied for table secrets"),
      failed("22012", "PostgreSQL error 22012"),
      failed("22P02", "PostgreSQL error 22P02"),
      ok({ n: 2 }),
    ]);
  });

  test("nothing can be written", async () => {
    const answers = await ask([
      "select nextval('counter') as x",
      "with gone as (delete from writable returning id) select id from gone",
      "select set_config('transaction_read_only', 'off', true) as x",
      "select make_table() as x",
      "select count(*) as n from writable",
    ]);
    const states = answers.map((answer) => (answer?.ok === false ? answer.sqlstate : "ok"));
    expect(states).toEqual(["25006", "0A000", "25001", "25006", "ok"]);
    expect(answers[4]).toEqual(ok({ n: 1 }));
  });

  test("rows hidden by row-level security are an error, not an empty list", async () => {
    const [answer] = await ask(["select id from hidden"]);
    expect(answer).toMatchObject({ ok: false, sqlstate: "42501" });
  });

  test("a slow query is ended and fails alone", async () => {
    const answers = await ask(["select pg_sleep(20) as x", "select 1 as x"], {
      options: { statementTimeoutMs: 200 },
    });
    expect(answers).toEqual([
      { ok: false, sqlstate: "57014", message: "canceling statement due to statement timeout" },
      ok({ x: 1 }),
    ]);
  });

  test("rows over the limit fail alone, as response_too_large", async () => {
    const answers = await ask(["select repeat('x', 5000) as x", "select 1 as x"], {
      options: { maxBytesPerQuery: 4096 },
    });
    expect(answers[0]).toMatchObject({ ok: false, sqlstate: "54000" });
    expect(reasonOf("54000")).toBe("response_too_large");
    expect(answers[1]).toEqual(ok({ x: 1 }));
  });

  test("an output over the host's limit: response_too_large", async () => {
    const over = sshWire(accessTo(host.endpoint, { wrapper: inPath() }), { maxBytes: 10_000 });
    const work = ask(["select repeat('x', 20000) as x"], { over });
    expect((await failureOf(work)).reason).toBe("response_too_large");
    over.close();
  });

  test("a role's own odd settings change nothing", async () => {
    const [answer] = await ask(
      [String.raw`select 'a\' as a, now()::text like '%+00' as utc, date '2026-02-28'::text as d`],
      { user: "odd" },
    );
    expect(answer).toEqual(ok({ a: "a\\", utc: true, d: "2026-02-28" }));
  });

  test("any value survives being quoted, whatever the role's settings", async () => {
    const unit = fc.constantFrom(...Array.from("ab'\"\\;:$`\n\r\t -/*(){}é✓😀"));
    const values = fc.sample(fc.string({ unit, maxLength: 30 }), 200);
    values.push(":USER", ":'USER'", "\\! id", "\n\\! id", "$$", "$HOME", "`id`");
    const sqls = values.map((value) => `select ${quoteLiteral(value)} as v`);
    for (const user of ["auditor", "odd"]) {
      const answers = await ask(sqls, { user });
      expect(answers).toEqual(values.map((v) => ok({ v })));
    }
  });

  test.each([
    ["postgres", "is a superuser or may become one"],
    ["climber", "is a superuser or may become one"],
    ["maker", "may create roles"],
    ["copier", "may replicate the whole server"],
    ["reader", "may read or write files or run programs on the server"],
  ])("the role %s is refused before anything is asked", async (user, text) => {
    expect(await failureOf(ask(["select pg_sleep(20) as x"], { user }))).toEqual({
      reason: "access_denied",
      message: `refused: the PostgreSQL role ${user} ${text}; use a role that may only read (envaudit grants prints it)`,
    });
  });

  test("a connection that is cut gives no partial answer", async () => {
    const work = ask([
      "select 1 as x",
      "select pg_terminate_backend(pg_backend_pid()) as x",
      "select 2 as x",
    ]);
    expect((await failureOf(work)).reason).toBe("malformed_response");
  });

  test.each([
    ["a database", { database: "nowhere" }, "unreachable", /: there is no such database/],
    ["a role", { user: "nobody_here" }, "auth_failed", /: there is no such role/],
    ["a server", { host: "/nowhere" }, "unreachable", /: it does not answer there/],
    ["the right to log in", { user: "locked" }, "access_denied", /: the role may not log in/],
    ["the right to connect", { database: "closed" }, "access_denied", /: the role may not connect/],
  ])("without %s", async (_what, extra, reason, text) => {
    const failure = await failureOf(ask(["select 1 as x"], extra));
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(text);
  });
});

const setUp = String.raw`
create role auditor login;
create role odd login;
alter role odd set standard_conforming_strings = off;
alter role odd set backslash_quote = 'on';
alter role odd set datestyle = 'German';
alter role odd set timezone = 'Asia/Tokyo';
alter role odd set client_encoding = 'LATIN1';
create role climber login;
grant postgres to climber;
create role maker login createrole;
create role copier login replication;
create role reader login;
grant pg_read_server_files to reader;
create role locked;
create database closed;
revoke connect on database closed from public;
create table people (id integer, name text, active boolean, born date, at timestamp);
insert into people values (1, E'a\n"b" \\ é ✓', true, '2026-02-28', '2026-02-28 23:59');
insert into people values (2, null, false, null, null);
create table secrets (id integer);
create table writable (id integer);
insert into writable values (1);
create sequence counter;
create table hidden (id integer);
insert into hidden values (1);
alter table hidden enable row level security;
create function make_table() returns integer language plpgsql security definer
  as $$ begin create table made (id integer); return 1; end $$;
grant select on people, hidden to auditor;
grant select, delete on writable to auditor;
grant usage on sequence counter to auditor;
`;
