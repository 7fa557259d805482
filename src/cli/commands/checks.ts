import { emptyCatalogue, type Catalogue } from "../../model/assets.ts";
import { systemClock } from "../../model/clock.ts";
import { plural } from "../../model/text.ts";
import { everyFactOf, type Check } from "../../probes/check.ts";
import { checks } from "../../probes/list.ts";
import { controlIds } from "../../model/outcome.ts";
import { formatRange } from "../../model/versions.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { selfTest } from "../../self-test.ts";
import type { SelfTested } from "../../store/self-tests.ts";
import { formatColumns } from "../format/columns.ts";
import { print, type Io } from "../io.ts";
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
      const all = checks(openRegistry(), ownAssets(io, options.config)).toSorted(
        (a, b) => controlIds.indexOf(a.control) - controlIds.indexOf(b.control),
      );
      print(io, options.json === true ? json(all) : table(all));
      done(exitCodes.ok);
    });
  withExamples(
    group.command("selftest"),
    ["envaudit checks selftest", "exits 1 and names the checks that are blind"],
    ["envaudit checks selftest --config envaudit.yaml", "with those of your own assets"],
  )
    .description(
      "audit broken simulated environments of every version: does every check still fire?",
    )
    .option("-c, --config <file>", "test the own assets of this configuration too")
    .option("--json", "print an array: check, passing, why")
    .action(async (options: { config?: string; json?: boolean }) => {
      const own = ownAssets(io, options.config);
      const registry = openRegistry();
      const tested = await selfTest({
        checks: checks(registry, own),
        assets: { ...registry.catalogue.assets, ...own.assets },
        personalData: registry.personalData,
        registryDigest: registry.digest,
        clock: systemClock,
        signal: io.signal,
      });
      const blind = tested.filter(({ passing }) => !passing);
      print(io, options.json === true ? JSON.stringify(tested, undefined, 2) : told(tested));
      done(blind.length === 0 ? exitCodes.ok : exitCodes.findings);
    });
};

const ownAssets = (io: Io, path: string | undefined): Catalogue =>
  path === undefined ? emptyCatalogue : readConfig(io, path).assets;

function told(tested: readonly SelfTested[]): string {
  const blind = tested.filter(({ passing }) => !passing);
  const lines = blind.map(({ check, why }) => `BLIND  ${check}: ${why}`);
  const said = `${plural(tested.length, "check")} tested, ${blind.length} blind`;
  return [...lines, said].join("\n");
}

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
