import { emptyCatalogue } from "../../model/assets.ts";
import { everyFactOf, type Check } from "../../probes/check.ts";
import { checks } from "../../probes/list.ts";
import { controlIds } from "../../model/outcome.ts";
import { formatRange } from "../../model/versions.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { formatColumns } from "../format/columns.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { openRegistry, readConfig } from "../source.ts";

const fields = `
Each entry of --json has id, control, severity, tiers, versions (in words, such as "14 and later"),
owner, expertise, passTitle, failTitle, why, remedy, references and facts (their ids).`;

/** `envaudit checks list`: every check with what it is about. */
export const registerChecks: Register = (program, io, done) => {
  const group = withExamples(program.command("checks"), [
    "envaudit checks list",
    "what is checked, by control",
  ]).description("what envaudit checks");
  withExamples(
    group.command("list").addHelpText("after", fields),
    ["envaudit checks list", "a line for each"],
    ["envaudit checks list --json > checks.json", "every sentence, for a program"],
    ["envaudit checks list --config envaudit.yaml", "with those of your own assets"],
  )
    .description("list every check, by control")
    .option("-c, --config <file>", "list the own assets of this configuration too")
    .option("--json", "print an array with every sentence of each check")
    .action((options: { config?: string; json?: boolean }) => {
      const own =
        options.config === undefined ? emptyCatalogue : readConfig(io, options.config).assets;
      const all = checks(openRegistry(), own).toSorted(
        (a, b) => controlIds.indexOf(a.control) - controlIds.indexOf(b.control),
      );
      print(io, options.json === true ? json(all) : table(all));
      done(exitCodes.ok);
    });
};

function json(all: readonly Check[]): string {
  const shown = all.map(({ needs, wants, run: _run, versions, ...meta }) => ({
    ...meta,
    versions: formatRange(versions ?? {}),
    facts: everyFactOf({ needs, ...(wants && { wants }) }).map((fact) => fact.id),
  }));
  // `judge` of the specification is a function: JSON leaves it out.
  return JSON.stringify(shown, undefined, 2);
}

function table(all: readonly Check[]): string {
  const head = ["CHECK", "SEVERITY", "CONTROL", "ODOO", "PASSES WHEN"];
  const rows = all.map((c) => [
    c.id,
    c.severity,
    c.control,
    formatRange(c.versions ?? {}),
    c.passTitle,
  ]);
  return formatColumns([head, ...rows]);
}
