import { scopeFacts } from "../../src/audit/scope.ts";
import type { AnyCollector } from "../../src/facts/collector.ts";
import { odooModules } from "../../src/facts/odoo-modules.ts";
import { odooVersion } from "../../src/facts/odoo-version.ts";
import { controlIds, type ControlId } from "../../src/model/outcome.ts";
import { formatRange, knownMajors } from "../../src/model/versions.ts";
import { everyFactOf, type Check } from "../../src/probes/check.ts";
import { checks } from "../../src/probes/list.ts";
import type { Registry } from "../../src/registry/load.ts";
import { anchor, code, codes, page, prose, table } from "./markdown.ts";

/** The reference page of the checks, by control. */
export function checksPage(registry: Registry): string {
  const all = checks(registry);
  return page("Checks", "src/probes and registry/assets", [
    intro,
    table(
      ["Check", "Severity", "Tiers", "Passes when"],
      all.map((check) => [
        `[${code(check.id)}](#${anchor(check.id)})`,
        check.severity,
        check.tiers.join(", "),
        prose(check.passTitle),
      ]),
    ),
    ...controlIds.flatMap((control) => controlSection(registry, all, control)),
    "## Facts of every audit",
    "Beside the facts of its checks, an audit over Odoo's API reads what proves that the auditor's account sees every record. Without that proof whatever was read over the API is `unknown` with `access_denied`.",
    factTable([odooVersion, odooModules, ...scopeFacts]),
  ]);
}

const intro =
  "A check passes, fails, is unknown when a fact of it could not be read ([reasons](unknown-reasons.md)), or does not apply. It does not apply in a tier or a version of Odoo that it does not name, and where the Odoo module that it is about is not installed. Sources of facts: `rpc` is Odoo's API, `sql` is psql over SSH, `host` is a command over SSH, `http` is a page without login, `records` is envaudit's own store. A fact with both `rpc` and `sql` is read by what `prefer` says.";

function controlSection(
  registry: Registry,
  all: readonly Check[],
  id: ControlId,
): readonly string[] {
  const control = registry.controls[id];
  const own = all.filter((check) => check.control === id);
  return [
    `## ${control.title}`,
    `${code(id)}, for ${control.tiers.join(", ")}. ${prose(control.requirement.trim())}`,
    ...(own.length === 0
      ? ["No check verifies this control yet."]
      : own.flatMap((check) => checkSection(registry, check))),
  ];
}

function checkSection({ personas, expertise }: Registry, check: Check): readonly string[] {
  const facts = everyFactOf(check);
  const owner = personas[check.owner as keyof typeof personas]; // a test holds codes against the registry
  const domain = expertise[check.expertise as keyof typeof expertise];
  return [
    `### ${check.id}`,
    table(
      ["Severity", check.severity],
      [
        ["Tiers", check.tiers.join(", ")],
        ["Odoo", formatRange(check.versions ?? {})],
        ["Passes", prose(check.passTitle)],
        ["Fails", prose(check.failTitle)],
        ["Owner", `${owner.title} (${code(check.owner)})`],
        ["Expertise", `${domain.title} (${code(check.expertise)})`],
        ["References", check.references.map(prose).join("; ")],
      ],
    ),
    `**Why it matters.** ${prose(check.why)}`,
    `**What to do.** ${prose(check.remedy)}`,
    facts.length === 0
      ? "**Facts.** None: it is judged from the configuration alone."
      : factTable(facts),
  ];
}

function factTable(facts: readonly AnyCollector[]): string {
  return table(
    ["Fact", "What it is", "Sources", "Needs module"],
    facts.map((fact) => [
      code(fact.id),
      prose(fact.title),
      codes(Object.keys(fact.sources)),
      modulesOf(fact),
    ]),
  );
}

/** The module without which the thing cannot exist; some changed theirs between versions. */
function modulesOf({ module }: AnyCollector): string {
  if (module === undefined) return "–";
  const names = knownMajors.map((major) => module({ major, serie: `${major}.0` }));
  return [...new Set(names)].map(code).join(" or ");
}
