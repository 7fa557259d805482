import type { Command } from "commander";
import type { ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";

/** Adds one command to the program; `done` takes its exit code. */
export type Register = (program: Command, io: Io, done: (code: ExitCode) => void) => void;
