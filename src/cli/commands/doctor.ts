import { randomBytes } from "node:crypto";
import { createDigester } from "../../audit/digester.ts";
import { systemClock } from "../../model/clock.ts";
import type { Environment } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import type { UnknownReason } from "../../model/outcome.ts";
import { Secret } from "../../model/secret.ts";
import { printable } from "../../model/text.ts";
import { openWires } from "../../transports/open.ts";
import { closeWires, type RecordsWire } from "../../transports/wires.ts";
import { advice } from "../advice.ts";
import type { Access, Cause, Causes } from "../doctor-causes.ts";
import { doctorSteps, type Step } from "../doctor-steps.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print, styled, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { assertKnown, openSource } from "../source.ts";
import type { Source, SourceOptions } from "../source-types.ts";

/** `envaudit doctor`: tries each access of an environment, one line a step; records nothing. */
export const registerDoctor: Register = (program, io, done) => {
  withExamples(
    program.command("doctor"),
    ["envaudit doctor staging", "is every access as it must be?"],
    ["envaudit doctor staging --json", "the same for a program"],
    ["envaudit doctor --demo uat-unreachable", "how it looks when one is not"],
  )
    .description("try each access of an environment and say what is wrong and what to do")
    .argument("<environment>", "environment to look at")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--demo", "use the simulated environments of the demonstration")
    .option("--json", "print an array of steps")
    .action(async (name: string, options: SourceOptions & { json?: boolean }) => {
      const source = await openSource(io, options);
      try {
        const { environments } = source.config;
        assertKnown(
          "environment",
          name,
          environments.map((e) => e.name),
        );
        for (const environment of environments) {
          if (environment.name !== name) continue;
          const results = await examine(io, environment, source, options.json !== true);
          if (options.json === true) print(io, JSON.stringify(results, undefined, 2));
          done(results.every((r) => r.ok) ? exitCodes.ok : exitCodes.unknown);
        }
      } finally {
        await source.close();
      }
    });
};

type Result =
  | { readonly step: string; readonly ok: true; readonly detail: string }
  | {
      readonly step: string;
      readonly ok: false;
      readonly reason: UnknownReason;
      readonly detail: string;
      readonly advice: string;
    }
  /** Another step's failure, told there, leaves nothing to say here. */
  | {
      readonly step: string;
      readonly ok: false;
      readonly skipped: true;
      readonly because: string;
      readonly detail: string;
    };

// Doctor reads no store: what other environments are is no matter of access.
const noRecords: RecordsWire = { identities: () => Promise.resolve([]) };

async function examine(
  io: Io,
  environment: Environment,
  source: Source,
  say: boolean,
): Promise<readonly Result[]> {
  const wires = openWires(environment, noRecords, randomBytes);
  const digester = createDigester(new Secret(randomBytes(32).toString("hex")));
  const results: Result[] = [];
  const causes = new Map<Access, Cause>();
  try {
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(environment.deadlineMs)]);
    for (const step of doctorSteps(environment, source, wires, digester)) {
      const result = await attempt(step, signal, causes);
      io.signal.throwIfAborted();
      results.push(result);
      if ("reason" in result && step.access !== undefined) {
        causes.set(step.access, { step: result.step, reason: result.reason });
      } else if ("skipped" in result) passOn(step, causes);
      if (say) print(io, line(io, result));
    }
  } finally {
    closeWires(wires);
  }
  if (say) print(io, `Looked at ${systemClock.now().toISOString()}; nothing was recorded.`);
  return results;
}

/** What lies behind a failed access fails for the same cause. */
function passOn({ access, behind }: Step, causes: Map<Access, Cause>): void {
  const cause = behind === undefined ? undefined : causes.get(behind);
  if (access !== undefined && cause !== undefined) causes.set(access, cause);
}

async function attempt(
  { name, behind, run }: Step,
  signal: AbortSignal,
  causes: Causes,
): Promise<Result> {
  const cause = behind === undefined ? undefined : causes.get(behind);
  if (cause !== undefined) {
    return { step: name, ok: false, skipped: true, because: cause.step, detail: "not tried" };
  }
  try {
    const { detail, because } = await run(signal, causes);
    return because === undefined
      ? { step: name, ok: true, detail: printable(detail) }
      : { step: name, ok: false, skipped: true, because, detail: printable(detail) };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { reason, message } = error;
    return { step: name, ok: false, reason, detail: printable(message), advice: advice[reason] };
  }
}

function line(io: Io, result: Result): string {
  const step = result.step.padEnd(13);
  if (result.ok) return `${styled(io.stdout, "green", "ok  ")}  ${step} ${result.detail}`;
  if ("skipped" in result) {
    const word = styled(io.stdout, "yellow", "skip");
    return `${word}  ${step} ${result.detail}, because of ${result.because}`;
  }
  const { reason, detail, advice: what } = result;
  return `${styled(io.stdout, ["bold", "red"], "FAIL")}  ${step} ${reason}: ${detail}; do: ${what}`;
}
