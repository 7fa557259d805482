import process from "node:process";
import type { Command } from "commander";
import { buildProgram } from "../../src/cli/program.ts";
import { code, fence, page } from "./markdown.ts";

// What a terminal has at least; the page must not depend on the one that it is generated in.
const helpWidth = 80;

/** The reference page of the command line: the help of every command, in their order. */
export function commandLinePage(): string {
  const io = {
    stdout: process.stdout,
    stderr: process.stderr,
    env: {},
    cwd: "/",
    signal: new AbortController().signal,
  };
  const commands = withNames(
    buildProgram(io, () => {}),
    [],
  );
  return page("Command line", "src/cli", [
    "Every command has `--help`. Exit codes are in [unknown reasons, errors and exit codes](unknown-reasons.md#exit-codes). `NO_COLOR` turns colour off, `ENVAUDIT_CONFIG` names the configuration file where `--config` does not.",
    ...commands.flatMap(({ name, command }) => [
      `## ${code(name)}`,
      fence("text", helpOf(command)),
    ]),
  ]);
}

type Named = { readonly name: string; readonly command: Command };

function withNames(command: Command, parents: readonly string[]): readonly Named[] {
  const path = [...parents, command.name()];
  return [
    { name: path.join(" "), command },
    ...command.commands.flatMap((child) => withNames(child, path)),
  ];
}

/** The whole help, with what `addHelpText` put after it. */
function helpOf(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({
    writeOut: (text) => void parts.push(text),
    getOutHelpWidth: () => helpWidth,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return parts.join("");
}
