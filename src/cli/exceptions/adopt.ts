import { dirname, resolve } from "node:path";
import { mkdirSync } from "node:fs";
import { stringify } from "yaml";
import { exceptionsLoader } from "../../exceptions-loader.ts";
import { systemClock } from "../../model/clock.ts";
import { utcDayAfter } from "../../model/days.ts";
import { ConfigError, UsageError } from "../../model/errors.ts";
import { plural } from "../../model/text.ts";
import type { Registry } from "../../registry/load.ts";
import type { StoredFinding } from "../../store/findings.ts";
import { withExamples } from "../examples.ts";
import { writeNew } from "../evidence/keygen.ts";
import { withStore } from "../evidence/store.ts";
import { exitCodes } from "../exit.ts";
import { complain, print } from "../io.ts";
import type { Register } from "../register.ts";
import { openRegistry, readConfig, selectEnvironments } from "../source.ts";

type Options = {
  readonly requester: string;
  readonly approver: string;
  readonly rationale: string;
  readonly risk: string;
  readonly review: string;
  readonly days?: number;
  readonly output?: string;
  readonly config?: string;
};

const help = `
The file is in force as soon as the configuration is read again; remove it and it is not. New findings, and
those behind which more records come to stand, are not covered. Checks that no exception may cover are left
out and named.`;

/** `envaudit exceptions adopt`: one record of what an environment fails on the day when it is taken in. */
export const registerAdopt: Register = (group, io, done) => {
  withExamples(group.command("adopt"), [
    "envaudit exceptions adopt staging --requester ada --approver operator --rationale 'Taken over as it was' --risk 'Mail can leave until the relay is off'",
    "what it fails now, for 30 days",
  ])
    .description("record the present findings of an environment as one exception that ends")
    .argument("<environment>", "environment, audited at least once")
    .requiredOption("--requester <identity>", "who asks for it")
    .requiredOption("--approver <identity>", "who approves it; somebody else")
    .requiredOption("--rationale <text>", "why it is taken in as it is")
    .requiredOption("--risk <text>", "what can happen meanwhile, and to whom")
    .option(
      "--review <text>",
      "what to look at when it has ended",
      "Whether each finding is mended.",
    )
    .option("--days <n>", "how long (default and most: adoption_days of the registry)", days)
    .option("-o, --output <file>", "file (default exceptions.d/adopt-<environment>-<day>.yaml)")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .addHelpText("after", help)
    .action(async (name: string, options: Options) => {
      const registry = openRegistry();
      const config = readConfig(io, options.config, registry);
      selectEnvironments(config, [name]);
      const open = await withStore(config, (store) =>
        store.findings.list({ environment: name, state: "open" }),
      );
      const { covered, refused } = split(open, registry);
      if (covered.length === 0) throw new UsageError(`${name} has no open finding to adopt`);
      const now = systemClock.now();
      // The first of them is today.
      const until = utcDayAfter(now, (options.days ?? registry.exceptions.adoption_days) - 1);
      const id = `adopt-${name}-${utcDayAfter(now, 0)}`;
      const text = fileText(
        { id, environment: name, from: utcDayAfter(now, 0), until },
        covered,
        options,
      );
      const folder = dirname(config.path);
      const path = resolve(folder, options.output ?? `exceptions.d/${id}.yaml`);
      const environments = config.environments.map((environment) => environment.name);
      const declared = { ...config, environments };
      const { problems } = exceptionsLoader(registry)([{ path, text }], declared);
      if (problems.length > 0) throw new ConfigError(problems);
      mkdirSync(dirname(path), { recursive: true });
      writeNew(path, text, 0o644);
      print(io, `Wrote ${path}: ${plural(covered.length, "finding")} until ${until}.`);
      for (const check of refused) {
        const reason = registry.exceptions.never_waivable[check] ?? "";
        complain(io, `envaudit: ${check} is not covered: ${reason}`);
      }
      done(exitCodes.ok);
    });
};

function days(text: string): number {
  const count = Number(text);
  if (/^\d{1,3}$/.test(text) && count > 0) return count;
  throw new UsageError("--days takes a number of days");
}

function split(open: readonly StoredFinding[], { exceptions }: Registry) {
  const isNever = ({ check }: StoredFinding): boolean =>
    Object.hasOwn(exceptions.never_waivable, check);
  return {
    covered: open.filter((finding) => !isNever(finding)),
    refused: new Set(open.filter(isNever).map(({ check }) => check)),
  };
}

type Term = {
  readonly id: string;
  readonly environment: string;
  readonly from: string;
  readonly until: string;
};

function fileText(
  { id, environment, from, until }: Term,
  covered: readonly StoredFinding[],
  options: Options,
): string {
  const { requester, approver, rationale, risk, review } = options;
  const byCheck = Map.groupBy(covered, ({ check }) => check);
  const checks = [...byCheck].map(([check, findings]) => [
    check,
    findings.map(({ subject, count = 1 }) => ({ subject, at_most: count })),
  ]);
  const exception = {
    type: "adoption",
    rationale,
    risk,
    requester,
    approver,
    approved_on: from,
    expires: until,
    gates: ["G4"],
    review,
    environments: [environment],
    checks: Object.fromEntries(checks) as object,
  };
  return stringify({ exceptions: { [id]: exception } });
}
