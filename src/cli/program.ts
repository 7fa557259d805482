import { Command } from "commander";
import { registerAudit } from "./commands/audit.ts";
import { registerChecks } from "./commands/checks.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerEvidence } from "./commands/evidence.ts";
import { registerGrants } from "./commands/grants.ts";
import { registerFingerprint } from "./commands/fingerprint.ts";
import { registerExceptions } from "./commands/exceptions.ts";
import { registerInit } from "./commands/init.ts";
import { registerPlan } from "./commands/plan.ts";
import { registerRegistry } from "./commands/registry.ts";
import { registerServe } from "./commands/serve.ts";
import { registerValidate } from "./commands/validate.ts";
import { examplesText, type Example } from "./examples.ts";
import type { ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import type { Register } from "./register.ts";
import { version } from "./version.ts";

const commands: readonly Register[] = [
  registerDemo,
  registerInit,
  registerValidate,
  registerPlan,
  registerDoctor,
  registerGrants,
  registerAudit,
  registerFingerprint,
  registerServe,
  registerExceptions,
  registerEvidence,
  registerRegistry,
  registerChecks,
];

const help = `
Exit codes of audit: 0 compliant, 1 findings, 2 unknown and nothing failing, 3 not recorded or
delivered, 64 wrong usage, 70 internal error, 78 wrong configuration, 130 interrupted.`;

const examples: readonly Example[] = [
  ["envaudit demo", "see it on simulated environments"],
  ["envaudit init", "write a configuration to start from"],
  ["envaudit doctor staging", "try each access of an environment"],
  ["envaudit audit staging --fail-on high", "audit one environment now"],
  ["envaudit serve", "audit them all on schedule"],
];

/** The command line. Commander throws instead of exiting, so that every end goes through one place. */
export function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command("envaudit")
    .description("Finds out whether Odoo environments are safe, before a customer does.")
    .version(version())
    .addHelpText("after", help)
    .addHelpText("after", examplesText(examples))
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride();
  for (const register of commands) register(program, io, done);
  // Commands inherit what is set before they are made, but groups' own subcommands do not throw by themselves.
  overrideExits(program);
  return program;
}

function overrideExits(command: Command): void {
  command.exitOverride().showHelpAfterError("(see --help)");
  for (const child of command.commands) overrideExits(child);
}
