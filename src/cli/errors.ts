import { CommanderError } from "commander";
import { ConfigError, RecordError, TargetError, UsageError } from "../model/errors.ts";
import { formatProblem } from "../model/problem.ts";
import { printable } from "../model/text.ts";
import { exitCodes, type ExitCode } from "./exit.ts";
import { complain, styled, type Io } from "./io.ts";

const report = (io: Io, message: string): void =>
  complain(io, `${styled(io.stderr, ["bold", "red"], "envaudit:")} ${message}`);

/** Says what went wrong on stderr, one line for each problem, and gives the exit code for it. */
export function reportError(io: Io, error: unknown): ExitCode {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof ConfigError) {
    for (const problem of error.problems) complain(io, printable(formatProblem(problem)));
    report(io, error.message);
    return exitCodes.config;
  }
  if (error instanceof UsageError) {
    report(io, `${error.message} (see --help)`);
    return exitCodes.usage;
  }
  if (error instanceof RecordError) {
    report(io, error.message);
    return exitCodes.notRecorded;
  }
  if (io.signal.aborted) return exitCodes.interrupted;
  if (error instanceof TargetError) {
    report(io, `${error.reason}: ${printable(error.message)}`);
    return exitCodes.unknown;
  }
  reportBug(io, error);
  return exitCodes.internal;
}

/**
 * Says that it is our mistake. Traces are for us, and only where they were asked for: they name paths and
 * may quote what was sent.
 */
export function reportBug(io: Io, error: unknown): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  report(io, `internal error: ${printable(text)}`);
  if (io.env["ENVAUDIT_TRACE"] !== undefined && error instanceof Error) {
    complain(io, error.stack ?? "");
  } else complain(io, "This is a bug in envaudit. ENVAUDIT_TRACE=1 shows where.");
}
