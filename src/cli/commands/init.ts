import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { initText } from "../../config/init.ts";
import { systemClock } from "../../model/clock.ts";
import { RecordError, UsageError } from "../../model/errors.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { defaultConfigPath } from "../source.ts";

/** `envaudit init`: a commented configuration to start from. */
export const registerInit: Register = (program, io, done) => {
  withExamples(
    program.command("init"),
    ["envaudit init", "write envaudit.yaml here"],
    ["envaudit init fleet.yaml", "under another name"],
    ["envaudit init --force", "replace the file that is there"],
  )
    .description("write a commented configuration file to start from")
    .argument("[file]", "file to write", defaultConfigPath)
    .option("--force", "replace a file that is there")
    .action((file: string, options: { force?: boolean }) => {
      const path = resolve(io.cwd, file);
      write(path, initText(systemClock.now()), options.force === true);
      print(io, `Wrote ${path}.`);
      print(io, "Fill in your environments, then run `envaudit validate` and `envaudit plan`.");
      done(exitCodes.ok);
    });
};

/** Throws `UsageError` for a file that is there, and `RecordError` where nothing can be written. */
function write(path: string, text: string, replaces: boolean): void {
  try {
    writeFileSync(path, text, { flag: replaces ? "w" : "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "EEXIST") {
      throw new UsageError(`${path}: it exists already; --force replaces it`, { cause: error });
    }
    throw new RecordError(`${path}: it cannot be written: ${reasons[code] ?? code}`, {
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};
