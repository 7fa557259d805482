import { plural } from "../../model/text.ts";
import { withExamples } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { openRegistry, readConfig } from "../source.ts";

/** `envaudit validate`: the configuration and the registry, every problem at once. */
export const registerValidate: Register = (program, io, done) => {
  withExamples(
    program.command("validate"),
    ["envaudit validate", "envaudit.yaml, and environments.d beside it"],
    ["envaudit validate --config fleet.yaml", "another file"],
  )
    .description("check the configuration file and environments.d, every problem at once")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .action((options: { config?: string }) => {
      const config = readConfig(io, options.config, openRegistry());
      print(io, `${config.path} is valid: ${plural(config.environments.length, "environment")}.`);
      done(exitCodes.ok);
    });
};
