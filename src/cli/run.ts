import { exitCodes, type ExitCode } from "./exit.ts";
import { reportError } from "./errors.ts";
import type { Io } from "./io.ts";
import { buildProgram } from "./program.ts";

/** One run of the command line; `argv` without node and script. Never throws; gives the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  try {
    const program = buildProgram(io, (given) => {
      code = given;
    });
    if (argv.length === 0) program.help();
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    return reportError(io, error);
  }
}
