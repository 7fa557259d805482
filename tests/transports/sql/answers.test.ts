import { describe, expect, test } from "vitest";
import { TargetError } from "../../../src/model/errors.ts";
import { parseAnswers, wasOpened } from "../../../src/transports/sql/answers.ts";

const nonce = "0123456789abcdef";
const queries = [
  { id: "a", sql: "select 1" },
  { id: "b", sql: "select 2" },
];
const lines = (...given: string[]) =>
  given.map((line) => line.replace("#", `${nonce} `)).join("\n");
const a = ["#begin 0", '{"id":0,"rows":[{"x": 1}]}', "#end 0 00000 "];
const b = ["#begin 1", '{"id":1,"rows":[]}', "#end 1 00000 "];

function failure(stdout: string) {
  try {
    parseAnswers(stdout, nonce, queries);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { reason, message } = error;
    return { reason, message };
  }
  return undefined;
}

test("every query has its rows", () => {
  const stdout = lines("motd of a login script", "#open", ...a, ...b, "#done", "");
  expect(wasOpened(stdout, nonce)).toBe(true);
  expect(parseAnswers(stdout, nonce, queries)).toEqual(
    new Map([
      ["a", { ok: true, rows: [{ x: 1 }] }],
      ["b", { ok: true, rows: [] }],
    ]),
  );
});

test("a failing query fails alone, with its message on one line", () => {
  const failed = ["#begin 0", '#end 0 42P01 relation "x" does not exist', "second \u001b[31mline"];
  const answers = parseAnswers(lines("#open", ...failed, ...b, "#done"), nonce, queries);
  expect(answers.get("a")).toEqual({
    ok: false,
    sqlstate: "42P01",
    message: String.raw`relation "x" does not exist second \u001b[31mline`,
  });
  expect(answers.get("b")).toEqual({ ok: true, rows: [] });
});

test("a message that may quote a row's value is not shown", () => {
  const failed = ["#begin 0", '#end 0 22P02 invalid input syntax for type integer: "canary"'];
  const answers = parseAnswers(lines("#open", ...failed, ...b, "#done"), nonce, queries);
  expect(answers.get("a")).toEqual({
    ok: false,
    sqlstate: "22P02",
    message: "PostgreSQL error 22P02",
  });
});

test("rows over the limit fail alone, as 54000", () => {
  const big = ["#begin 0", '{"id" : 0, "bytes" : 99}', "#end 0 00000 "];
  const answers = parseAnswers(lines("#open", ...big, ...b, "#done"), nonce, queries);
  expect(answers.get("a")).toEqual({
    ok: false,
    sqlstate: "54000",
    message: "the rows are 99 bytes, over the limit",
  });
});

test("a value that looks like a marker is a value", () => {
  const rows = '{"id":0,"rows":[{"x": "\\nfedcba9876543210 done"}]}';
  const answers = parseAnswers(
    lines("#open", "#begin 0", rows, "#end 0 00000 ", ...b, "#done"),
    nonce,
    queries,
  );
  expect(answers.get("a")).toEqual({ ok: true, rows: [{ x: "\nfedcba9876543210 done" }] });
});

describe("never a partial answer", () => {
  const cut = (count: number) => ({
    reason: "malformed_response",
    message: `psql's output ends after ${count} of 2 answers; the connection to PostgreSQL was cut`,
  });
  test.each([
    ["nothing after the opening", lines("#open"), 0],
    ["no end of the first answer", lines("#open", "#begin 0", '{"id":0,"rows":[]}'), 0],
    ["no second answer", lines("#open", ...a), 1],
    ["no end of the script", lines("#open", ...a, ...b), 2],
    ["answers in another order", lines("#open", ...b, ...a, "#done"), 0],
    ["an end without a state", lines("#open", ...a, "#begin 1", "#end 1 ", "#done"), 1],
    ["the end of another answer", lines("#open", ...a, "#begin 1", "#end 0 00000", "#done"), 1],
  ])("%s", (_what, stdout, count) => {
    expect(failure(stdout)).toEqual(cut(count));
  });

  test.each([
    ["no row", ""],
    ["no JSON", "canary"],
    ["truncated JSON", '{"id":0,"rows":[{"x": 1}'],
    ["another query's rows", '{"id":1,"rows":[]}'],
    ["rows that are no rows", '{"id":0,"rows":[1]}'],
  ])("%s", (_what, row) => {
    const stdout = lines("#open", "#begin 0", row, "#end 0 00000", ...b, "#done");
    expect(failure(stdout)).toEqual({
      reason: "malformed_response",
      message: "psql printed something else than the rows asked for",
    });
  });
});

test.each([
  ["superuser", "is a superuser or may become one"],
  ["createrole", "may create roles"],
  ["replication", "may replicate the whole server"],
  ["server_files", "may read or write files or run programs on the server"],
])("a role that is too strong (%s) is refused by name", (why, text) => {
  const stdout = lines("#open", `#refused {"role" : "od\\noo", "why" : "${why}"}`);
  expect(failure(stdout)).toEqual({
    reason: "access_denied",
    message: `refused: the PostgreSQL role od\\u000aoo ${text}; use a role that may only read (envaudit grants prints it)`,
  });
});

test.each([
  ["no verdict", ":envaudit_why"],
  ["no read-only transaction", '{"role" : "a", "why" : "not_read_only"}'],
])("a role that was not proven harmless (%s) is refused", (_what, json) => {
  expect(failure(lines("#open", `#refused ${json}`))).toEqual({
    reason: "access_denied",
    message:
      "refused: PostgreSQL did not confirm a read-only transaction of a role with no more rights than it needs",
  });
});

test("a psql that is too old says so", () => {
  const old = ["#begin 0", '{"id":0,"rows":[]}', "#end 0 :SQLSTATE :LAST_ERROR_MESSAGE"];
  expect(failure(lines("#open", ...old))).toEqual({
    reason: "unsupported_version",
    message: "psql on the host is older than 11; update it",
  });
});
