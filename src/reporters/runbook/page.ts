import type { ControlId, Severity, Tier } from "../../model/outcome.ts";
import { formatRange, type OdooRange } from "../../model/versions.ts";

export type RunbookCheck = {
  readonly id: string;
  readonly control: ControlId;
  readonly severity: Severity;
  readonly owner: string;
  readonly tiers: readonly Tier[];
  readonly versions?: OdooRange;
  readonly passTitle: string;
  readonly failTitle: string;
  readonly why: string;
  readonly remedy: string;
};

/** Where a check is explained: `base` is the address of this page, or of docs/reference/checks.md as published. */
export const runbookUrl = (base: string, check: string): string => `${base}#${anchorOf(check)}`;

// As GitHub and its like make anchors of headings, so that the published page has the same ones.
const anchorOf = (check: string): string => check.replaceAll(".", "");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => entities[c] ?? c);

function section(check: RunbookCheck): string {
  const about = [
    `severity ${check.severity}`,
    `control ${check.control}`,
    `owner ${check.owner}`,
    `tiers ${check.tiers.join(", ")}`,
    `Odoo ${formatRange(check.versions ?? {})}`,
  ].join("; ");
  return [
    `<section id="${anchorOf(check.id)}">`,
    `<h2>${escape(check.id)}</h2>`,
    `<p>${escape(about)}</p>`,
    `<p><b>Passes:</b> ${escape(check.passTitle)}. <b>Fails:</b> ${escape(check.failTitle)}.</p>`,
    `<p><b>Why it matters.</b> ${escape(check.why)}</p>`,
    `<p><b>What to do.</b> ${escape(check.remedy)}</p>`,
    "</section>",
  ].join("\n");
}

/** What each check means and what to do when it fails, as HTML; nothing of any environment is in it. */
export function runbookPage(checks: readonly RunbookCheck[]): string {
  const contents = checks.map(
    ({ id, failTitle }) =>
      `<li><a href="#${anchorOf(id)}">${escape(id)}</a>: ${escape(failTitle)}</li>`,
  );
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<head><meta charset="utf-8"><title>envaudit: checks</title></head>',
    "<body>",
    "<h1>Checks</h1>",
    "<ul>",
    ...contents,
    "</ul>",
    ...checks.map(section),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}
