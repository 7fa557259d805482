import type { Command } from "commander";

/** A command line that works as it stands, and what it is for. */
export type Example = readonly [line: string, purpose: string];

/** The examples at the end of a command's help. */
export function examplesText(examples: readonly Example[]): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, purpose]) => `  $ ${line.padEnd(width)}  ${purpose}`);
  return ["", examples.length === 1 ? "Example:" : "Examples:", ...lines].join("\n");
}

/** Adds the examples to the command, and gives it back. */
export function withExamples(command: Command, ...examples: readonly Example[]): Command {
  return command.addHelpText("after", examplesText(examples));
}
