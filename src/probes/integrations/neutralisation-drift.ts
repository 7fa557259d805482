import { sqlNeutralizeDrift } from "../../facts/sql-neutralize-drift.ts";
import { failOrPass, type Finding, type Verdict } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check, type FactsOf } from "../check.ts";
import { breakingFindings, driftFindings, unjudged, type Unjudged } from "./drift-findings.ts";

const needs = { script: sqlNeutralizeDrift };

export const neutralisationDrift = check({
  id: "integrations.neutralisation-drift",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The database is as the modules' neutralisation leaves it",
  failTitle: "The database is not as the modules' neutralisation leaves it",
  why: "What a module's own neutralize.sql switches off was left on, or has come back: after an update, an installation or a click.",
  remedy:
    "Neutralise the database again with Odoo's own command (16 and later) and the complete add-on path, and restart Odoo.",
  references: ["FR-4 External integration safeguards"],
  needs,
  judge({ script }) {
    const findings = [...breakingFindings(script.statements), ...driftFindings(script.statements)];
    const open = unjudged(script);
    if (findings.length > 0) return failOrPass([...findings, ...openFinding(open)], "");
    return unknown(open) ?? passed(script);
  },
});

function passed({ statements }: FactsOf<typeof needs>["script"]): Verdict {
  const modules = new Set(statements.map(({ module }) => module)).size;
  return failOrPass(
    [],
    `${plural(statements.length, "statement")} of ${plural(modules, "module")} would change nothing`,
  );
}

/** Beside what is wrong, that the rest was not seen: a failing check would hide it otherwise. */
function openFinding(open: readonly Unjudged[]): readonly Finding[] {
  const [first] = open;
  if (first === undefined) return [];
  return [
    {
      subject: "neutralize.sql,not-judged",
      title: `Not judged in the neutralisation script: ${open.length}, the first of ${first.line}`,
      remedy: "Look at these statements by hand.",
      count: open.length,
    },
  ];
}

function unknown(open: readonly Unjudged[]): Verdict | undefined {
  // What the operator can grant comes first.
  const first = open.find(({ reason }) => reason === "access_denied") ?? open[0];
  if (first === undefined) return undefined;
  const more = open.length > 1 ? ` (and ${open.length - 1} more)` : "";
  return { outcome: "unknown", reason: first.reason, detail: `${first.line}${more}` };
}
