import { describe, expect, test } from "vitest";
import { formatColumns } from "../../src/cli/format/columns.ts";
import { formatJson } from "../../src/cli/format/json.ts";
import { escapeXml, formatJunit } from "../../src/cli/format/junit.ts";
import { formatTable } from "../../src/cli/format/table.ts";
import { unknownReasons } from "../../src/model/outcome.ts";
import { exitCodeOf } from "../../src/cli/judgement.ts";
import type { AuditRecord, CheckResult } from "../../src/model/record.ts";
import { hostile, records } from "./records.ts";
import { asStream, FakeStream } from "./streams.ts";

const diff = {
  checks: { "mail.outgoing-servers": "new" },
  findings: { new: ["0123456789abcdef"], worse: [], unchanged: [], fixed: [] },
} as const;
const table = formatTable(records, asStream(new FakeStream()));
const json = formatJson(records.map((record) => ({ record, diff })));
const junit = formatJunit(records);

test.each([
  ["table.txt", table],
  ["json.json", json],
  ["junit.xml", junit],
])("%s is as it was agreed", async (name, text) => {
  await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}`);
});

// Everything that acts on a terminal or reorders text, but for the newline.
const acting =
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

test.each([
  ["table", table],
  ["json", json],
  ["junit", junit],
])("%s has nothing that acts on a terminal", (_, text) => {
  expect(acting.exec(text)).toBeNull();
});

test("JSON gives back the very text", () => {
  const [, shown] = JSON.parse(json) as (typeof records)[number][];
  expect(shown?.results).toEqual(records[1]?.results);
});

test("JSON leaves out facts and context, which are in the store", () => {
  const shown = JSON.parse(json) as object[];
  for (const each of shown) expect(Object.keys(each)).not.toContain("facts");
  expect(json).not.toContain("never printed");
  expect(shown[0]).toMatchObject({ environment: "quiet", diff });
});

describe("JUnit", () => {
  test("is well-formed", () => {
    expect(wellFormed(junit)).toEqual(
      ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"].toSorted(),
    );
  });

  test("counts what it contains", () => {
    for (const suite of junit.split("<testsuite ").slice(1)) {
      const count = (tag: string): number => suite.split(`<${tag}`).length - 1;
      const said = (name: string): number =>
        Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1]);
      expect(said("tests")).toBe(count("testcase"));
      expect(said("failures")).toBe(count("failure"));
      expect(said("errors")).toBe(count("error"));
      expect(said("skipped")).toBe(count("skipped"));
    }
  });

  test("says an accepted gap is skipped, and another unknown an error", () => {
    expect(junit).toContain(
      '<skipped message="transport_not_configured: no ssh access is configured"/>',
    );
    expect(junit).toContain('<error type="timeout" message="no answer within 10 seconds"/>');
  });

  test.each([
    ["markup", `<a b="c">&amp;]]>`, "&lt;a b=&quot;c&quot;&gt;&amp;amp;]]&gt;"],
    ["line ends, which attributes would lose", "a\r\n\tb", "a&#13;&#10;&#9;b"],
    ["what XML has no form for", "a\u0000\u001b\ufffe\uffffb", "a\ufffd\ufffd\ufffd\ufffdb"],
    ["halves of a pair", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["a whole pair", "a\u{1f600}b", "a\u{1f600}b"],
    ["what acts on a terminal or reorders", "\u009b\u202e", "&#x9b;&#x202e;"],
  ])("escapes %s", (_, text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });
});

/** The names of all elements; throws where tags are not balanced or a character is not escaped. */
function wellFormed(xml: string): readonly string[] {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  expect(xml.startsWith(declaration)).toBe(true);
  const entity = /&(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);/g;
  const tag = /<(?:(\/)([a-z]+)|([a-z]+)((?: [a-z]+="[^"<>]*")*)(\/)?)>/g;
  const open: string[] = [];
  const names = new Set<string>();
  const body = xml.slice(declaration.length);
  for (const [, , closed, opened, , isEmpty] of body.matchAll(tag)) {
    if (closed !== undefined) expect(open.pop()).toBe(closed);
    if (opened === undefined) continue;
    names.add(opened);
    if (isEmpty === undefined) open.push(opened);
  }
  expect(open).toEqual([]);
  expect(body.replace(tag, "").replace(entity, "")).not.toMatch(/[<>&]/);
  for (const [whole] of body.matchAll(tag)) expect(whole.replace(entity, "")).not.toContain("&");
  return [...names].toSorted();
}

describe("the table", () => {
  test("has the worst environment and the worst check first", () => {
    expect(table.indexOf("hostile")).toBeLessThan(table.indexOf("quiet"));
    const checks = [...table.matchAll(/^ {2}(FAIL|UNKNOWN|pass|n\/a)\b/gm)].map(([, word]) => word);
    expect(checks.join(" ")).toBe("FAIL FAIL FAIL UNKNOWN UNKNOWN pass UNKNOWN pass n/a");
    expect(table.indexOf("critical")).toBeLessThan(table.indexOf("high"));
  });

  test("shows what acts on a terminal as its code", () => {
    expect(hostile).toContain("\u001b");
    expect(table).toContain("\\u001b[31mred\\u009b2J\\u202egnp");
  });

  test("says how many findings are not shown", () => {
    expect(table).toContain("res.users,10 ");
    expect(table).not.toContain("res.users,11 ");
    expect(table).toContain("      and 2 findings more (--format json)");
  });

  test("gathers checks behind one cause, and says once what to do about it", () => {
    expect(table).toMatch(
      /UNKNOWN {2}2 checks: timeout: no answer within 10 seconds\n {6}mail\.fallback-server, mail\.outgoing-queue\n {8}do: the service took too long: /,
    );
  });

  test("says what to do about an unknown, and nothing about an accepted gap", () => {
    expect(table).toMatch(/access_denied: .+\n {8}do: grant the account what the line names\n/);
    expect(table).toMatch(/an accepted gap: no ssh access is configured\n {2}pass /);
  });

  test("tells a waived failure from others, and what of it is waived by which exception", () => {
    const text = formatTable([partly(true), partly(false)], asStream(new FakeStream()));
    expect(text).toContain("quiet  staging, Odoo 17.0: 1 failing (1 waived), 0 passing");
    expect(text).toContain("quiet  staging, Odoo 17.0: 1 failing, 0 passing");
    expect(text).toMatch(/^ {2}waived +critical +mail\.outgoing-servers /m);
    expect(text).toMatch(/^ {2}FAIL +critical +mail\.outgoing-servers /m);
    expect(text).toMatch(/ {6}a {2}A sends \(waived by relay\)\n/);
    expect(text).toMatch(/ {6}b {2}B sends\n/);
  });

  test.each(unknownReasons)("has a line of what to do about %s", (reason) => {
    const [quiet] = records;
    if (quiet === undefined) throw new Error("there is one");
    const verdict = { outcome: "unknown", reason, detail: "why" } as const;
    const result = { ...quiet.results[0], verdict, acceptedGap: false } as CheckResult;
    const text = formatTable([{ ...quiet, results: [result] }], asStream(new FakeStream()));
    expect(text).toMatch(new RegExp(`${reason}: why\\n {8}do: \\S.{10,}`));
  });
});

/** A failing check of two findings, of which one or both are waived. */
function partly(whole: boolean): AuditRecord {
  const [quiet = expect.fail()] = records;
  const finding = (subject: string) => ({
    subject,
    title: `${subject.toUpperCase()} sends`,
    remedy: "Stop it.",
  });
  const verdict = { outcome: "fail", findings: [finding("a"), finding("b")] } as const;
  const subjects = whole ? ["a", "b"] : ["a"];
  const findings = subjects.map((subject) => ({ subject, exception: "relay" }));
  const result = { ...quiet.results[0], verdict, waived: { findings, whole } } as CheckResult;
  return { ...quiet, results: [result] };
}

test("JUnit skips a check that is waived as a whole, and fails one that is not", () => {
  const text = formatJunit([partly(true), partly(false)]);
  expect(text).toContain('failures="0" errors="0" skipped="1"');
  expect(text).toContain('<skipped message="waived by relay: A sends"/>');
  expect(text).toContain('failures="1" errors="0" skipped="0"');
});

test("a check that is waived as a whole does not raise the exit code, and one of which anything is left does", () => {
  expect(exitCodeOf([partly(true)], "low")).toBe(0);
  expect(exitCodeOf([partly(false)], "low")).toBe(1);
});

test("columns are padded, the last one is not", () => {
  expect(formatColumns([["a", "bb", "c"], ["aaa", "b", "cccc"], ["x"]])).toBe(
    "a    bb  c\naaa  b   cccc\nx",
  );
  expect(formatColumns([])).toBe("");
});
