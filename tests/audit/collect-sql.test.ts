import { describe, expect, it } from "vitest";
import { z } from "zod";
import { collectSql } from "../../src/audit/collect-sql.ts";
import type { Job } from "../../src/audit/collect-rpc.ts";
import { pageSize } from "../../src/audit/pages.ts";
import { collector } from "../../src/facts/collector.ts";
import { everything, type RecordsRead, type SqlRead } from "../../src/facts/read.ts";
import { TargetError } from "../../src/model/errors.ts";
import type { SqlAnswer, SqlQuery, SqlWire } from "../../src/transports/wires.ts";
import { declared, digester } from "./support.ts";

const context = { version: { major: 17, serie: "17.0" }, environment: declared() };

function job(id: string, read: SqlRead): Job<SqlRead> {
  const spec = collector({ id, title: id, schema: z.unknown(), sources: {} });
  return { collector: spec, read, shape: (raw) => raw };
}
const records = (fields: RecordsRead["fields"], where = everything): SqlRead => ({
  kind: "records",
  model: "ir.mail_server",
  fields,
  where,
});
const host = records({ smtpHost: { name: "smtp_host", kind: "text" } });
const query: SqlRead = { kind: "query", sql: "select 1 as one" };

/** What is collected when the database answers each query so; and what it was asked, call by call. */
async function collected(jobs: readonly Job<SqlRead>[], answer: (query: SqlQuery) => SqlAnswer) {
  const asked: (readonly SqlQuery[])[] = [];
  const wire: SqlWire = {
    query: (queries) => {
      asked.push(queries);
      return Promise.resolve(new Map(queries.map((one) => [one.id, answer(one)])));
    },
    close: () => undefined,
  };
  const signal = AbortSignal.timeout(10_000);
  const facts = await collectSql(jobs, { wire, context, digester, signal });
  return { facts: Object.fromEntries(facts), asked };
}
const rows = (...all: readonly Readonly<Record<string, unknown>>[]): SqlAnswer => ({
  ok: true,
  rows: all,
});

describe("facts by SQL", () => {
  it("are asked for together, and each takes its own answer", async () => {
    const { facts, asked } = await collected([job("a", host), job("b", query)], ({ id }) =>
      id === "a" ? rows({ id: 1, smtp_host: "catcher" }) : rows({ one: 1 }),
    );
    expect(asked).toEqual([
      [
        {
          id: "a",
          sql: `select t.id, t."smtp_host" as "smtp_host" from "ir_mail_server" t where true`,
        },
        { id: "b", sql: "select 1 as one" },
      ],
    ]);
    expect(facts).toEqual({
      a: { state: "known", value: [{ id: 1, smtpHost: "catcher" }] },
      b: { state: "known", value: [{ one: 1 }] },
    });
  });

  it("never select a secret itself", async () => {
    const secret = records({
      isSet: { name: "smtp_pass", kind: "isset" },
      digest: { name: "smtp_pass", kind: "digest" },
      active: { name: "active", kind: "boolean" },
      strong: { name: "smtp_pass", kind: "unguessable" },
    });
    const { asked } = await collected([job("a", secret)], () => rows());
    expect(asked[0]?.[0]?.sql).toBe(
      `select t.id, (t."smtp_pass" is not null and t."smtp_pass"::text <> '') as "is_set", ` +
        `case when t."smtp_pass"::text <> '' then encode(sha256(convert_to(t."smtp_pass"::text, 'UTF8')), 'hex') end as "digest", ` +
        `coalesce(t."active", false) as "active", ` +
        `(length(t."smtp_pass"::text) >= 32 and (select count(distinct c) from regexp_split_to_table(t."smtp_pass"::text, '') c) >= 8) as "strong" from "ir_mail_server" t where true`,
    );
  });

  it.each([
    ["42501", "access_denied"],
    ["42P01", "unsupported_version"],
    ["57014", "timeout"],
    ["54000", "response_too_large"],
    ["22P02", "malformed_response"],
  ])("are unknown one by one: %s is %s", async (sqlstate, reason) => {
    const { facts } = await collected([job("a", host), job("b", query)], ({ id }) =>
      id === "a" ? { ok: false, sqlstate, message: "said so" } : rows({ one: 1 }),
    );
    expect(facts).toEqual({
      a: { state: "unknown", reason, detail: `SQL ${sqlstate}: said so` },
      b: { state: "known", value: [{ one: 1 }] },
    });
  });

  it("are malformed without a column that was asked for", async () => {
    const { facts } = await collected([job("a", host)], () => rows({ id: 1 }));
    expect(facts["a"]).toMatchObject({
      reason: "malformed_response",
      detail: "field smtp_host is missing in the answer",
    });
  });

  it("are unknown where a many2many would need a query of its own", async () => {
    const refs = records({ groups: { name: "groups_id", kind: "refs" } });
    const { facts, asked } = await collected([job("a", refs)], () => rows());
    expect(facts["a"]).toEqual({
      state: "unknown",
      reason: "fact_missing",
      detail: "groups_id is no column: it needs a query of its own",
    });
    expect(asked).toEqual([]);
  });

  it("are all unknown where nothing could be asked", async () => {
    const wire: SqlWire = {
      query: () => Promise.reject(new TargetError("unreachable", "psql: no route")),
      close: () => undefined,
    };
    const parts = { wire, context, digester, signal: AbortSignal.timeout(10_000) };
    const facts = await collectSql([job("a", host), job("b", query)], parts);
    const unknown = { state: "unknown", reason: "unreachable", detail: "psql: no route" };
    expect(Object.fromEntries(facts)).toEqual({ a: unknown, b: unknown });
  });

  it("are scanned page by page, each after the last row of the one before", async () => {
    const all = Array.from({ length: pageSize + 3 }, (_, index) => ({
      id: index + 1,
      email: index % 1000 === 0 ? "ada@shop.com" : null,
    }));
    const scan: SqlRead = {
      kind: "scan",
      model: "res.partner",
      fields: { email: { name: "email", kind: "text" } },
      where: { field: "email", op: "!=", value: null },
      keep: (row) => row["email"] !== null,
      enough: 1000,
    };
    const { facts, asked } = await collected([job("a", scan)], ({ sql }) => {
      const after = Number(/t\.id > (\d+)/.exec(sql)?.[1]);
      return rows(...all.filter(({ id }) => id > after).slice(0, pageSize));
    });
    expect(asked.map(([one]) => one?.sql)).toEqual(
      [0, pageSize].map(
        (after) =>
          `select t.id, t."email" as "email" from "res_partner" t where t."email" is not null and t.id > ${after} order by t.id limit ${pageSize}`,
      ),
    );
    expect(facts["a"]).toMatchObject({
      value: {
        scanned: pageSize + 3,
        complete: true,
        kept: [{ id: 1 }, { id: 1001 }, { id: 2001 }],
      },
    });
  });

  it("are sampled by the newest rows and ids spread over the rest, values of any size cut", async () => {
    const all = Array.from({ length: 40 }, (_, index) => ({ id: index + 1, body: "<p>x</p>" }));
    const sample: SqlRead = {
      kind: "sample",
      model: "mail.message",
      fields: { body: { name: "body", kind: "excerpt" } },
      where: { field: "body", op: "!=", value: null },
      rows: 10,
    };
    const { facts, asked } = await collected([job("a", sample)], ({ sql }) =>
      sql.includes(" desc ")
        ? rows(...all.toReversed().slice(0, 10))
        : rows(...all.filter(({ id }) => sql.includes(` ${id},`) && id <= 30)),
    );
    const [newest, spread] = asked.map(([one]) => one?.sql ?? "");
    const select = `select t.id, left(t."body"::text, 20000) as "body" from "mail_message" t where t."body" is not null`;
    expect(newest).toBe(`${select} order by t.id desc limit 10`);
    expect(spread).toMatch(/ and t\.id in \((?:\d+, ){9,19}\d+\)$/);
    expect(facts["a"]).toMatchObject({ value: { complete: false } });
  });
});
