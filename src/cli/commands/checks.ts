import { everyFactOf } from "../../probes/check.ts";
import { checks } from "../../probes/list.ts";
import { formatRange } from "../../model/versions.ts";
import { exitCodes } from "../exit.ts";
import { formatColumns } from "../format/columns.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";

/** `envaudit checks list`: every check with what it is about. */
export const registerChecks: Register = (program, io, done) => {
  program
    .command("checks")
    .description("what envaudit checks")
    .command("list")
    .description("list every check, by control")
    .option("--json", "print an array with every sentence of each check")
    .action((options: { json?: boolean }) => {
      print(io, options.json === true ? json() : table());
      done(exitCodes.ok);
    });
};

function json(): string {
  const shown = checks.map(({ needs, wants, run: _run, versions, ...meta }) => ({
    ...meta,
    versions: formatRange(versions ?? {}),
    facts: everyFactOf({ needs, ...(wants && { wants }) }).map((fact) => fact.id),
  }));
  // `judge` of the specification is a function: JSON leaves it out.
  return JSON.stringify(shown, undefined, 2);
}

function table(): string {
  const head = ["CHECK", "SEVERITY", "CONTROL", "ODOO", "PASSES WHEN"];
  const rows = checks.map((c) => [
    c.id,
    c.severity,
    c.control,
    formatRange(c.versions ?? {}),
    c.passTitle,
  ]);
  return formatColumns([head, ...rows]);
}
