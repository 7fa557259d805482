import type { Finding, Outcome } from "../../model/outcome.ts";
import type { AuditRecord, CheckResult } from "../../model/record.ts";
import { plural, printable, shorten } from "../../model/text.ts";
import { formatVersion } from "../../model/versions.ts";
import { advice } from "../advice.ts";
import { styled, type Style } from "../io.ts";
import { byWorst, byWorstEnvironment, countOutcomes } from "./order.ts";

/** Findings shown of one check; `--format json` has all of them. */
const mostFindings = 10;
// What does not apply is nobody's work: the catalogue alone has dozens of modules that an Odoo lacks.
const mostNotApplicable = 12;

type Stream = NodeJS.WriteStream;
const words: Readonly<Record<Outcome, { readonly word: string; readonly style: Style }>> = {
  fail: { word: "FAIL", style: ["bold", "red"] },
  unknown: { word: "UNKNOWN", style: ["bold", "yellow"] },
  pass: { word: "pass", style: "green" },
  not_applicable: { word: "n/a", style: "gray" },
};

function headline(record: AuditRecord, stream: Stream): string {
  const counts = countOutcomes(record.results);
  const { odooVersion, context } = record;
  const odoo =
    odooVersion === undefined
      ? "version not read"
      : `Odoo ${formatVersion(odooVersion, context.judgedAs)}`;
  const parts = [
    counts.fail > 0 && `${counts.fail} failing${waivedCount(record)}`,
    counts.unknown > 0 && `${counts.unknown} unknown`,
    `${counts.pass} passing`,
    counts.not_applicable > 0 && `${counts.not_applicable} not applicable`,
  ].filter((part) => part !== false);
  return `${styled(stream, "bold", record.environment)}  ${record.tier}, ${odoo}: ${parts.join(", ")}`;
}

/** ` (2 waived)`: checks that fail, and that exceptions cover as a whole. */
function waivedCount({ results }: AuditRecord): string {
  const count = results.filter(({ waived }) => waived?.whole === true).length;
  return count === 0 ? "" : ` (${count} waived)`;
}

function explanation(result: CheckResult): string {
  const { verdict } = result;
  switch (verdict.outcome) {
    case "pass":
      return `${result.title}: ${verdict.proof}`;
    case "fail":
      return result.title;
    case "unknown": {
      const gap = result.acceptedGap ? ", an accepted gap" : "";
      return `${verdict.reason}${gap}: ${verdict.detail}`;
    }
    case "not_applicable":
      return verdict.because;
  }
}

function findingLines(result: CheckResult, stream: Stream): readonly string[] {
  if (result.verdict.outcome !== "fail") return [];
  const { findings } = result.verdict;
  const waivers = new Map(result.waived?.findings.map((one) => [one.subject, one.exception]));
  const waiver = ({ subject }: Finding): string => {
    const exception = waivers.get(subject);
    return exception === undefined ? "" : styled(stream, "gray", ` (waived by ${exception})`);
  };
  const lines = findings
    .slice(0, mostFindings)
    .flatMap((finding) => [
      `      ${styled(stream, "cyan", printable(shorten(finding.subject, 80)))}  ${printable(shorten(finding.title, 160))}${waiver(finding)}`,
      `        ${styled(stream, "gray", "do:")} ${printable(shorten(finding.remedy, 160))}`,
    ]);
  const more = findings.length - mostFindings;
  return more > 0 ? [...lines, `      and ${plural(more, "finding")} more (--format json)`] : lines;
}

function outcomeWord(outcome: Outcome, stream: Stream): string {
  const { word, style } = words[outcome];
  return `  ${styled(stream, style, word.padEnd(8))}`;
}

function resultLines(result: CheckResult, stream: Stream): readonly string[] {
  const { outcome } = result.verdict;
  const line = [
    result.waived?.whole === true
      ? `  ${styled(stream, "yellow", "waived".padEnd(8))}`
      : outcomeWord(outcome, stream),
    (outcome === "fail" ? result.severity : "").padEnd(9),
    result.check.padEnd(32),
    printable(shorten(explanation(result), 200)),
  ].join(" ");
  return [line, ...findingLines(result, stream), ...adviceLines(result, stream)];
}

/** What to do about an unknown; about a gap that the operator accepted there is nothing to do. */
function adviceLines({ verdict, acceptedGap }: CheckResult, stream: Stream): readonly string[] {
  if (verdict.outcome !== "unknown" || acceptedGap) return [];
  return [`        ${styled(stream, "gray", "do:")} ${advice[verdict.reason]}`];
}

/** Many checks behind one cause are one thing to read: the cause, and under it the checks. */
function sharedLines(results: readonly CheckResult[], stream: Stream): readonly string[] {
  const [first] = results;
  if (first === undefined) return [];
  if (results.length === 1) return resultLines(first, stream);
  const cause = printable(shorten(explanation(first), 200));
  const { outcome } = first.verdict;
  const listed = outcome === "not_applicable" ? results.slice(0, mostNotApplicable) : results;
  const more = results.length - listed.length;
  return [
    `${outcomeWord(outcome, stream)} ${plural(results.length, "check")}: ${cause}`,
    ...wrapped(listed.map((result) => result.check)).map((text) => `      ${text}`),
    ...(more > 0 ? [`      and ${more} more (--format json)`] : []),
    ...adviceLines(first, stream),
  ];
}

/** Words in lines of at most 100 characters. */
function wrapped(ids: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const id of ids) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + id.length < 100)
      lines[lines.length - 1] = `${last}, ${id}`;
    else lines.push(id);
  }
  return lines;
}

function environmentLines(record: AuditRecord, stream: Stream): readonly string[] {
  const sorted = record.results.toSorted(byWorst);
  const causes = Map.groupBy(sorted, (result) => {
    const { outcome } = result.verdict;
    const isShared = outcome === "unknown" || outcome === "not_applicable";
    return `${outcome} ${isShared ? explanation(result) : result.check}`;
  });
  return [headline(record, stream), ...[...causes.values()].flatMap((r) => sharedLines(r, stream))];
}

/**
 * The table of a terminal: the worst environment and the worst check first, each failing check with its
 * records and what to do. Everything that came from a target is made printable.
 */
export function formatTable(records: readonly AuditRecord[], stream: Stream): string {
  return records
    .toSorted(byWorstEnvironment)
    .map((record) => environmentLines(record, stream).join("\n"))
    .join("\n\n");
}
