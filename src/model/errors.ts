import type { Problem } from "./problem.ts";
import type { UnknownReason } from "./outcome.ts";
import { plural } from "./text.ts";

/** Their side: the target could not be read. `message` is one line that may be shown; it carries no secret. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly reason: UnknownReason;
  constructor(reason: UnknownReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The operator's input: every problem at once, each with its place. Exit code 78. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(`${plural(problems.length, "problem")} in the configuration`);
    this.problems = problems;
  }
}

/** The command line was used wrongly. Exit code 64. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The result could not be recorded or delivered. Exit code 3. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}

/** Our bug. Exit code 70. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}
