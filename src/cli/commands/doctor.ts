import { randomBytes } from "node:crypto";
import { createDigester } from "../../audit/digester.ts";
import { systemClock } from "../../model/clock.ts";
import type { Environment } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import type { UnknownReason } from "../../model/outcome.ts";
import { Secret } from "../../model/secret.ts";
import { printable } from "../../model/text.ts";
import { openWires } from "../../transports/open.ts";
import type { Check } from "../../probes/check.ts";
import { closeWires, type RecordsWire } from "../../transports/wires.ts";
import { advice, doctorSteps, type Step } from "../doctor-steps.ts";
import { exitCodes } from "../exit.ts";
import { print, styled, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { assertKnown, checksOf, openSource } from "../source.ts";
import type { SourceOptions } from "../source-types.ts";

/** `envaudit doctor`: tries each access of an environment, one line a step; records nothing. */
export const registerDoctor: Register = (program, io, done) => {
  program
    .command("doctor")
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
          const results = await examine(io, environment, checksOf(source), options.json !== true);
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
    };

// Doctor reads no store: what other environments are is no matter of access.
const noRecords: RecordsWire = { identities: () => Promise.resolve([]) };

async function examine(
  io: Io,
  environment: Environment,
  checks: readonly Check[],
  say: boolean,
): Promise<readonly Result[]> {
  const wires = openWires(environment, noRecords, randomBytes);
  const digester = createDigester(new Secret(randomBytes(32).toString("hex")));
  const results: Result[] = [];
  try {
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(environment.deadlineMs)]);
    for (const step of doctorSteps(environment, checks, wires, digester)) {
      const result = await attempt(step, signal);
      io.signal.throwIfAborted();
      results.push(result);
      if (say) print(io, line(io, result));
    }
  } finally {
    closeWires(wires);
  }
  if (say) print(io, `Looked at ${systemClock.now().toISOString()}; nothing was recorded.`);
  return results;
}

async function attempt({ name, run }: Step, signal: AbortSignal): Promise<Result> {
  try {
    return { step: name, ok: true, detail: printable(await run(signal)) };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { reason, message } = error;
    return { step: name, ok: false, reason, detail: printable(message), advice: advice[reason] };
  }
}

function line(io: Io, result: Result): string {
  const step = result.step.padEnd(13);
  return result.ok
    ? `${styled(io.stdout, "green", "ok  ")}  ${step} ${result.detail}`
    : `${styled(io.stdout, ["bold", "red"], "FAIL")}  ${step} ${result.reason}: ${result.detail}; do: ${result.advice}`;
}
