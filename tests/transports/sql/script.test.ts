import { expect, test } from "vitest";
import { InternalError } from "../../../src/model/errors.ts";
import { script, type SqlLimits } from "../../../src/transports/sql/script.ts";

const limits: SqlLimits = {
  statementTimeoutMs: 1000,
  lockTimeoutMs: 200,
  idleTimeoutMs: 3000,
  maxBytesPerQuery: 4096,
};
const nonce = "0123456789abcdef";

test("the script asks for a read-only snapshot, checks the role, then asks, then lets go", () => {
  const text = script(["select 1 as x"], nonce, limits);
  const steps = [
    String.raw`\set ON_ERROR_ROLLBACK on`,
    String.raw`\set envaudit_refused on`,
    `\\echo ${nonce} open`,
    "begin transaction isolation level repeatable read read only;",
    "set local client_encoding = 'UTF8';",
    "set local standard_conforming_strings = on;",
    "set local datestyle = 'ISO, YMD';",
    "set local timezone = 'UTC';",
    "set local row_security = off;",
    "set local statement_timeout = 1000;",
    "set local lock_timeout = 200;",
    "set local idle_in_transaction_session_timeout = 3000;",
    String.raw`from verdict \gset envaudit_`,
    String.raw`\if :envaudit_refused`,
    `\\echo ${nonce} refused :envaudit_why`,
    String.raw`\quit`,
    String.raw`\endif`,
    `\\echo ${nonce} begin 0`,
    "select 1 as x",
    `\\echo ${nonce} end 0 :SQLSTATE :LAST_ERROR_MESSAGE`,
    "rollback;",
    `\\echo ${nonce} done`,
  ];
  const lines = text.split("\n");
  const found = steps.map((step) => lines.indexOf(step));
  expect(found).not.toContain(-1);
  expect(found.toSpliced(-2, 1)).toEqual(found.toSpliced(-2, 1).toSorted((a, b) => a - b));
  expect(lines.lastIndexOf("rollback;")).toBe(lines.length - 3);
});

test("the nonce stands in no SQL, where the database could read it", () => {
  const text = script(["select 1 as x"], nonce, limits);
  const lines = text.split("\n").filter((line) => line.includes(nonce));
  expect(lines.filter((line) => !line.startsWith(String.raw`\echo `))).toEqual([]);
});

test("a nonce that could be guessed is refused", () => {
  expect(() => script([], "1234", limits)).toThrow(
    new InternalError("the nonce of an SQL run is too weak"),
  );
});
