import { Option } from "commander";
import { controlIds, severities, type ControlId, type Severity } from "../../model/outcome.ts";
import type { Filter } from "../../audit/plan.ts";
import { UsageError } from "../../model/errors.ts";
import type { Check } from "../../probes/check.ts";
import { auditOnce } from "../audit-once.ts";
import { withExamples, type Example } from "../examples.ts";
import { exitCodes, worst } from "../exit.ts";
import { formatJson, type AuditOutput } from "../format/json.ts";
import { formatJunit } from "../format/junit.ts";
import { formatTable } from "../format/table.ts";
import { complain, print, type Io } from "../io.ts";
import { exitCodeOf } from "../judgement.ts";
import type { Register } from "../register.ts";
import { assertKnown, checksOf, openSource, selectEnvironments } from "../source.ts";
import type { Source, SourceOptions } from "../source-types.ts";

const formats = ["table", "json", "junit"] as const;
type Format = (typeof formats)[number];
type Options = SourceOptions & {
  readonly control?: readonly string[];
  readonly check?: readonly string[];
  readonly failOn: Severity;
  readonly format: Format;
};

const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

const filters = `
--control and --check narrow each other: of the named controls, the named checks alone.`;

const examples: readonly Example[] = [
  ["envaudit audit", "every environment"],
  ["envaudit audit staging --control data_masking", "one control of one environment"],
  ["envaudit audit --check mail.outgoing-servers", "one check everywhere"],
  ["envaudit audit staging --fail-on high", "exit 1 for high and critical findings alone"],
  ["envaudit audit --format junit > envaudit.xml", "for a CI server"],
  ["envaudit audit --demo staging-unsafe", "a simulated environment"],
];

/** `envaudit audit`: audits now, records, prints, and says by its exit code how it went. */
export const registerAudit: Register = (program, io, done) => {
  withExamples(program.command("audit").addHelpText("after", filters), ...examples)
    .description("audit environments now and record the result")
    .argument("[environment...]", "environments (default: all)")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .option("--control <id>", "only checks of this control; repeated, of any of them", collect)
    .option(
      "--check <id>",
      "only this check; repeated, any of them; with --control, those of that control",
      collect,
    )
    .addOption(
      new Option("--fail-on <severity>", "least severity of findings that exit 1")
        .choices(severities)
        .default("low"),
    )
    .addOption(new Option("--format <format>", "of the result").choices(formats).default("table"))
    .action(async (names: string[], options: Options) => {
      const source = await openSource(io, options);
      try {
        const filter = filterOf(options, source);
        const environments = selectEnvironments(source.config, names);
        const outcome = await auditOnce(io, source, environments, filter);
        if (outcome.audits.length > 0) print(io, format(io, options.format, outcome.audits));
        for (const { environment, error } of outcome.failed) {
          complain(io, `envaudit: ${environment} was not recorded: ${error}`);
        }
        for (const line of outcome.undelivered) complain(io, `envaudit: ${line}`);
        done(
          worst([
            exitCodeOf(
              outcome.audits.map(({ record }) => record),
              options.failOn,
            ),
            outcome.failed.length + outcome.undelivered.length > 0
              ? exitCodes.notRecorded
              : exitCodes.ok,
            outcome.interrupted ? exitCodes.interrupted : exitCodes.ok,
          ]),
        );
      } finally {
        await source.close();
      }
    });
};

function filterOf({ control = [], check = [] }: Options, source: Source): Filter {
  for (const id of control) assertKnown("control", id, controlIds);
  const checks = checksOf(source);
  const known = checks.map((c) => c.id);
  for (const id of check) assertKnown("check", id, known);
  if (control.length > 0 && check.length > 0) assertSome(checks, control, check);
  return {
    // narrowed by assertKnown
    ...(control.length > 0 && { controls: control as readonly ControlId[] }),
    ...(check.length > 0 && { checks: check }),
  };
}

/** An audit of no check would be compliant, whatever the environment is like. */
function assertSome(
  checks: readonly Check[],
  control: readonly string[],
  check: readonly string[],
): void {
  if (checks.some((c) => control.includes(c.control) && check.includes(c.id))) return;
  const named = check.join(" or ");
  throw new UsageError(`${named} is no check of ${control.join(" or ")}: nothing would be audited`);
}

function format(io: Io, chosen: Format, audits: readonly AuditOutput[]): string {
  const records = audits.map(({ record }) => record);
  switch (chosen) {
    case "table":
      return formatTable(records, io.stdout);
    case "json":
      return formatJson(audits);
    case "junit":
      return formatJunit(records);
  }
}
