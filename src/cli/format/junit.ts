import type { AuditRecord, CheckResult } from "../../model/record.ts";
import { escapeActing } from "./acting.ts";
import { countOutcomes } from "./order.ts";

// XML 1.0 allows no other control characters, not even escaped.
const forbidden =
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** Text as an attribute's value or an element's content. */
export function escapeXml(text: string): string {
  const escaped = text
    .replace(forbidden, "\ufffd")
    .replace(/[&<>"\n\r\t]/g, (c) => entities[c] ?? c);
  return escapeActing(escaped, (code) => `&#x${code};`);
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");

function body({ verdict, severity, acceptedGap, waived }: CheckResult): string {
  switch (verdict.outcome) {
    case "pass":
      return "";
    case "fail": {
      const text = verdict.findings.map((f) => `${f.subject}: ${f.title} (${f.remedy})`).join("\n");
      const message = verdict.findings[0].title;
      if (waived?.whole === true) {
        const by = [...new Set(waived.findings.map(({ exception }) => exception))].join(", ");
        return `<skipped${attributes({ message: `waived by ${by}: ${message}` })}/>`;
      }
      return `<failure${attributes({ type: severity, message })}>${escapeXml(text)}</failure>`;
    }
    case "unknown":
      // A gap that the operator accepted is no error of the run; every other unknown is.
      return acceptedGap
        ? `<skipped${attributes({ message: `${verdict.reason}: ${verdict.detail}` })}/>`
        : `<error${attributes({ type: verdict.reason, message: verdict.detail })}/>`;
    case "not_applicable":
      return `<skipped${attributes({ message: verdict.because })}/>`;
  }
}

function testCase(record: AuditRecord, result: CheckResult): string {
  const named = { classname: `${record.environment}.${result.control}`, name: result.check };
  return `    <testcase${attributes(named)}>${body(result)}</testcase>`;
}

function testSuite(record: AuditRecord): string {
  const counts = countOutcomes(record.results);
  const gaps = record.results.filter((r) => r.acceptedGap).length;
  const waived = record.results.filter((r) => r.waived?.whole === true).length;
  const totals = {
    name: record.environment,
    tests: record.results.length,
    failures: counts.fail - waived,
    errors: counts.unknown - gaps,
    skipped: counts.not_applicable + gaps + waived,
    timestamp: record.startedAt,
    time: (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000,
  };
  const cases = record.results.map((result) => testCase(record, result));
  return [`  <testsuite${attributes(totals)}>`, ...cases, "  </testsuite>"].join("\n");
}

/** JUnit XML: one suite for each environment, one case for each check; unknown is an error, n/a and waived are skipped. */
export function formatJunit(records: readonly AuditRecord[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="envaudit">',
    ...records.map(testSuite),
    "</testsuites>",
  ].join("\n");
}
