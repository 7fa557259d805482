import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectSql } from "../../../src/audit/collect-sql.ts";
import { readFrom, type AnyCollector } from "../../../src/facts/collector.ts";
import type { ReadContext } from "../../../src/facts/read.ts";
import { sqlNeutralizeDrift } from "../../../src/facts/sql-neutralize-drift.ts";
import { sqlNeutralizeTables } from "../../../src/facts/sql-neutralize-tables.ts";
import type { Fact } from "../../../src/model/record.ts";
import { psqlWire, type PsqlWireOptions } from "../../../src/transports/sql/wire.ts";
import { sshWire } from "../../../src/transports/ssh/wire.ts";
import type { HostWire } from "../../../src/transports/wires.ts";
import { declared, digester } from "../../audit/support.ts";
import { accessTo, startSshHost, type SshHost } from "../../support/ssh-hosts.ts";
import { postgresBin, startPostgres, type Postgres } from "../../transports/sql/postgres.ts";

const bin = postgresBin();
if (bin === undefined) console.log("skipped: PostgreSQL's server programs are not installed here");

const setUp = `
create role auditor login;
create role climber login;
grant postgres to climber;
create role reader login;
grant pg_read_server_files to reader;
create table link (id serial primary key, token varchar, active bool);
insert into link (token, active) select 'live', true from generate_series(1, 10000);
create table shut (id serial primary key, token varchar);
grant select on link to auditor, reader;
`;
// One that takes hours, between two that take a moment.
const slow = `UPDATE link SET token = (SELECT max(a.token || b.token || c.token) FROM link a, link b, link c)`;
const script = `UPDATE link SET active = false;
${slow};
UPDATE shut SET token = NULL;
COPY link TO PROGRAM 'id';
INSERT INTO link (token) VALUES (pg_read_file('/etc/passwd'));
INSERT INTO link (token) SELECT t FROM dblink('dbname=x', 'select 1') AS d(t text);`;

describe.skipIf(bin === undefined)("a script, asked of PostgreSQL over SSH", () => {
  let postgres: Postgres;
  let host: SshHost;
  let ssh: HostWire;
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? "");
    postgres.run(setUp);
    host = await startSshHost();
    const wrapper = ["env", `PATH=${postgres.bin}:${process.env["PATH"]}`];
    ssh = sshWire(accessTo(host.endpoint, { wrapper }));
  }, 60_000);
  afterAll(async () => {
    ssh.close();
    await host[Symbol.asyncDispose]();
    await postgres.stop();
  });

  async function asked(
    user: string,
    options: Partial<PsqlWireOptions> = {},
  ): Promise<Fact<unknown>> {
    const known: Record<string, Fact<unknown>> = {
      "host.neutralize-files": {
        state: "known",
        value: { files: [{ module: "own", text: script }], unread: [] },
      },
    };
    const context: ReadContext = {
      version: { major: 17, serie: "17.0" },
      environment: declared(),
      facts: readFrom(known),
    };
    const at = { database: "staging", user, host: postgres.host, port: 5432 };
    const random = (count: number) => randomBytes(count);
    const wire = psqlWire(ssh, at, { random, ...options });
    const signal = new AbortController().signal;
    for (const collector of [sqlNeutralizeTables, sqlNeutralizeDrift] as AnyCollector[]) {
      const { read, shape } = collector.sources.sql ?? { read: () => undefined, shape: undefined };
      const one = read(context);
      if (one === undefined || shape === undefined || "absent" in one) throw new Error("no read");
      const job = { collector, read: one, shape };
      const facts = await collectSql([job], { wire, context, digester, signal });
      const fact = facts.get(collector.id);
      if (fact?.state !== "known") return fact ?? { state: "absent", because: "" };
      known[collector.id] = fact;
    }
    return known[sqlNeutralizeDrift.id] ?? { state: "absent", because: "" };
  }

  it("has each statement judged, refused or ended for itself", async () => {
    const fact = readFrom({ x: await asked("auditor", { statementTimeoutMs: 1500 }) })({
      ...sqlNeutralizeDrift,
      id: "x",
    });
    if (fact.state !== "known") throw new Error(JSON.stringify(fact));
    const unknown = (reason: string, why: string) => ({ is: "unknown", reason, why });
    expect(fact.value.statements.map(({ result }) => result)).toEqual([
      { is: "drift", count: 10_000, ids: [1, 2, 3, 4, 5] },
      unknown("timeout", "SQL 57014: canceling statement due to statement timeout"),
      unknown("access_denied", "SQL 42501: permission denied for table shut"),
      unknown("malformed_response", "COPY is not judged"),
      unknown("malformed_response", "the function pg_read_file is not judged"),
      unknown("malformed_response", "RANGE FUNCTION is not judged"),
    ]);
  });

  it.each([
    ["postgres", "is a superuser or may become one"],
    ["climber", "is a superuser or may become one"],
    ["reader", "may read or write files or run programs on the server"],
  ])("is not asked by the role %s, which could do more than read", async (user, why) => {
    expect(await asked(user)).toEqual({
      state: "unknown",
      reason: "access_denied",
      detail: `refused: the PostgreSQL role ${user} ${why}; use a role that may only read (envaudit grants prints it)`,
    });
  });
});
