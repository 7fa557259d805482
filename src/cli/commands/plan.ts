import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { countOf, describePlan, type Described, type Does } from "../describe-plan.ts";
import { formatColumns } from "../format/columns.ts";
import { print, styled, type Io, type Style } from "../io.ts";
import { plural } from "../../model/text.ts";
import type { Register } from "../register.ts";
import { checksOf, openSource, selectEnvironments } from "../source.ts";
import type { SourceOptions } from "../source-types.ts";

/** `envaudit plan`: what an audit would do, without connecting anywhere. */
export const registerPlan: Register = (program, io, done) => {
  withExamples(
    program.command("plan"),
    ["envaudit plan", "every environment"],
    ["envaudit plan staging", "one of them: what is blind there, and why"],
    ["envaudit plan --json > plan.json", "for a program"],
  )
    .description("print which checks would run where, through which source and credential")
    .argument("[environment...]", "environments (default: all)")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .option("--json", "print an array")
    .action(async (names: string[], options: SourceOptions & { json?: boolean }) => {
      const source = await openSource(io, options);
      try {
        const chosen = selectEnvironments(source.config, names);
        const plans = chosen.map((environment) => describePlan(environment, checksOf(source)));
        print(io, options.json === true ? JSON.stringify(plans, undefined, 2) : text(io, plans));
        done(exitCodes.ok);
      } finally {
        await source.close();
      }
    });
};

/** Worst last, as in a sentence that says how well it will go. */
const allDoes = ["run", "skip", "gap", "blind"] as const satisfies readonly Does[];

const countWords: Readonly<Record<Does, string>> = {
  run: "run",
  skip: "do not apply",
  gap: "behind accepted gaps",
  blind: "blind for want of an access",
};

const summary = (counts: Readonly<Record<Does, number>>): string =>
  allDoes.map((does) => `${counts[does]} ${countWords[does]}`).join(", ");

const judging = ({ judgeAs }: Described): string =>
  judgeAs === null ? "" : `, a version that is not known is judged as ${judgeAs}`;

const styles: Readonly<Record<Does, Style | undefined>> = {
  run: undefined,
  skip: "gray",
  gap: "yellow",
  blind: ["bold", "yellow"],
};

function text(io: Io, plans: readonly Described[]): string {
  const parts = plans.map((plan) => describedText(io, plan));
  const all = countOf(plans.flatMap(({ checks }) => checks));
  const total = `${plural(plans.length, "environment")}: ${summary(all)}`;
  return [...parts, ...(plans.length > 1 ? [total] : [])].join("\n\n");
}

function describedText(io: Io, plan: Described): string {
  const rows = plan.checks.map(({ check, does, how }) => [`  ${does.padEnd(5)}`, check, how]);
  const lines = formatColumns(rows).split("\n");
  const styledLines = lines.map((line, index) => {
    const style = styles[plan.checks[index]?.does ?? "run"];
    return style === undefined ? line : styled(io.stdout, style, line);
  });
  return [
    `${styled(io.stdout, "bold", plan.environment)}  ${plan.tier}${judging(plan)}`,
    ...Object.entries(plan.credentials).map(([via, who]) => `  ${via.padEnd(5)} ${who}`),
    ...styledLines,
    `  ${summary(plan.counts)}`,
  ].join("\n");
}
