import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { initText } from "../../config/init.ts";
import { systemClock } from "../../model/clock.ts";
import { UsageError } from "../../model/errors.ts";
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
      try {
        writeFileSync(path, initText(systemClock.now()), {
          flag: options.force === true ? "w" : "wx",
        });
      } catch (error) {
        throw new UsageError(`${path}: ${reasonOf(error)}`, { cause: error });
      }
      print(io, `Wrote ${path}.`);
      print(io, "Fill in your environments, then run `envaudit validate` and `envaudit plan`.");
      done(exitCodes.ok);
    });
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EEXIST") return "it exists already; --force replaces it";
  return error instanceof Error ? error.message : "it cannot be written";
}
