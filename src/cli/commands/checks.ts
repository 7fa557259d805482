import { emptyCatalogue } from "../../model/assets.ts";
import { everyFactOf, type Check } from "../../probes/check.ts";
import { checks } from "../../probes/list.ts";
import { controlIds } from "../../model/outcome.ts";
import { formatRange } from "../../model/versions.ts";
import { exitCodes } from "../exit.ts";
import { formatColumns } from "../format/columns.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { openRegistry, readConfig } from "../source.ts";

/** `envaudit checks list`: every check with what it is about. */
export const registerChecks: Register = (program, io, done) => {
  program
    .command("checks")
    .description("what envaudit checks")
    .command("list")
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
