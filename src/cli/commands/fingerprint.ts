import { systemClock } from "../../model/clock.ts";
import type { Environment } from "../../model/environment.ts";
import { TargetError, UsageError } from "../../model/errors.ts";
import type { Fingerprint } from "../../model/fingerprint.ts";
import { plural } from "../../model/text.ts";
import { fingerprintAlone } from "../../take-fingerprint.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { formatColumns } from "../format/columns.ts";
import { complain, print, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { assertKnown, openSource } from "../source.ts";
import type { Source, SourceOptions } from "../source-types.ts";

type Options = SourceOptions & { readonly wholeTable?: boolean; readonly json?: boolean };

const about = `
Keyed digests of personal data are kept in the store, never the values. Copies of the environment are
compared with them in each audit (masking.matches-…). A fingerprint takes the place of the last one.
Exit codes: 0 taken, 2 some models or all could not be read.`;

/** `envaudit fingerprint`: digests of production's personal data, by which its copies are judged. */
export const registerFingerprint: Register = (program, io, done) => {
  withExamples(
    program.command("fingerprint").addHelpText("after", about),
    ["envaudit fingerprint production", "a random sample of each table"],
    ["envaudit fingerprint production --whole-table", "every row, by SQL where it is configured"],
    ["envaudit fingerprint --demo production --json", "of a simulated environment, for a program"],
  )
    .description("take digests of production's personal data, to find it again in copies")
    .argument("<environment>", "production, or what copies derive from")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .option("--whole-table", "every row instead of a random sample")
    .option("--json", "print what was taken as JSON: models, columns and counts")
    .action(async (name: string, options: Options) => {
      const source = await openSource(io, options);
      try {
        const environment = chosen(source, name);
        const taken = await take(io, source, environment, options);
        if (taken !== undefined) print(io, options.json === true ? toJson(taken) : inWords(taken));
        const isWhole = taken !== undefined && taken.gaps.length === 0;
        done(
          io.signal.aborted ? exitCodes.interrupted : isWhole ? exitCodes.ok : exitCodes.unknown,
        );
      } finally {
        await source.close();
      }
    });
};

function chosen({ config: { environments } }: Source, name: string): Environment {
  const names = environments.map((environment) => environment.name);
  assertKnown("environment", name, names);
  const found = environments.find((environment) => environment.name === name);
  if (found?.derivedFrom === undefined && found !== undefined) return found;
  throw new UsageError(`${name} is a copy itself: take the fingerprint of what it derives from`);
}

/** Undefined when it was interrupted or the environment could not be read, which is said on stderr. */
async function take(
  io: Io,
  { config, registry }: Source,
  environment: Environment,
  { wholeTable }: Options,
): Promise<Fingerprint | undefined> {
  try {
    return await fingerprintAlone({
      config,
      registry,
      environment,
      clock: systemClock,
      mode: wholeTable === true ? "whole-table" : "sample",
      signal: io.signal,
      onProgress: (model, rows) => say(io, `${model}: ${plural(rows, "row")}`),
    });
  } catch (error) {
    if (io.signal.aborted) return undefined;
    if (!(error instanceof TargetError)) throw error;
    say(io, "");
    complain(io, `envaudit: ${environment.name}: ${error.message} (${error.reason})`);
    return undefined;
  } finally {
    say(io, "");
  }
}

/** One line that is written over, on a terminal alone. */
function say(io: Io, text: string): void {
  if (io.stderr.isTTY) io.stderr.write(`\r\u001b[K${text}`);
}

const toJson = (taken: Fingerprint): string => JSON.stringify(taken, undefined, 2);

function inWords({ environment, at, mode, seed, via, models, gaps }: Fingerprint): string {
  const rows = models.map(({ model, rows: all, columns }) => [
    model,
    plural(all, "row"),
    `${plural(columns.length, "column")}, ${plural(valuesOf(columns), "value")}`,
  ]);
  const head = `Fingerprint of ${environment} at ${at}: ${mode}, by ${via}, seed ${seed}.`;
  const lacking = gaps.map(({ model, why }) => `${model} is missing: ${why}`);
  return [head, formatColumns(rows), ...lacking].join("\n");
}

const valuesOf = (columns: Fingerprint["models"][number]["columns"]): number => {
  let sum = 0;
  for (const { values } of columns) sum += values;
  return sum;
};
