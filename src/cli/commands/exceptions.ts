import type { Command } from "commander";
import { examplesText } from "../examples.ts";
import { registerAdopt } from "../exceptions/adopt.ts";
import { registerExceptionsList } from "../exceptions/list.ts";
import type { Register } from "../register.ts";

const subcommands: readonly Register[] = [registerExceptionsList, registerAdopt];

/** `envaudit exceptions`: deviations that were asked for and approved. */
export const registerExceptions: Register = (program, io, done) => {
  const group: Command = program
    .command("exceptions")
    .description("show the exceptions, and adopt an environment as it is")
    .addHelpText("after", examplesText([["envaudit exceptions list", "how each stands now"]]));
  for (const register of subcommands) register(group, io, done);
};
