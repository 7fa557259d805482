import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { version } from "../../src/cli/version.ts";
import { cli, temporaryFolder } from "./support.ts";
import { asStream, FakeStream, runHere } from "./streams.ts";

/** Each wrong use with the whole of what is said about it, but for the hint at the help. */
const wrong: readonly (readonly [args: string, says: string])[] = [
  ["--colour", "error: unknown option '--colour'"],
  ["audit --fail-om high", "error: unknown option '--fail-om'\n(Did you mean --fail-on?)"],
  ["adit", "error: unknown command 'adit'\n(Did you mean audit?)"],
  ["registry shw", "error: unknown command 'shw'\n(Did you mean show?)"],
  ["doctor", "error: missing required argument 'environment'"],
  ["registry show", "error: missing required argument 'topic'"],
  [
    "audit --format yaml",
    "error: option '--format <format>' argument 'yaml' is invalid. Allowed choices are table, json, junit.",
  ],
  [
    "audit --fail-on severe",
    "error: option '--fail-on <severity>' argument 'severe' is invalid. Allowed choices are critical, high, medium, low.",
  ],
  ["audit --config", "error: option '-c, --config <file>' argument missing"],
  [
    "registry show people",
    "error: command-argument value 'people' is invalid for argument 'topic'. Allowed choices are personas, expertise, gates, controls, evidence, actions, agents, access-matrix, personal-data, exceptions.",
  ],
  [
    "validate envaudit.yaml",
    "error: too many arguments for 'validate'. Expected 0 arguments but got 1: envaudit.yaml.",
  ],
  ["checks list all", "error: too many arguments for 'list'. Expected 0 arguments but got 1: all."],
  ["audit --demo stagin", "envaudit: there is no environment stagin; did you mean staging?"],
  ["plan --demo stagin", "envaudit: there is no environment stagin; did you mean staging?"],
  ["doctor --demo stagin", "envaudit: there is no environment stagin; did you mean staging?"],
  [
    "audit --demo --control data_maskin",
    "envaudit: there is no control data_maskin; did you mean data_masking?",
  ],
  [
    "audit --demo --check mail.outgoing-server",
    "envaudit: there is no check mail.outgoing-server; did you mean mail.outgoing-servers?",
  ],
  [
    "audit --demo --control lifecycle --check mail.outgoing-queue",
    "envaudit: mail.outgoing-queue is no check of lifecycle: nothing would be audited",
  ],
  [
    "audit --demo xyz",
    "envaudit: there is no environment xyz; known: production, staging, staging-unsafe, dev-expired, uat-unreachable",
  ],
];

describe("64 for wrong use", () => {
  test.each(wrong)("%s", async (args, says) => {
    const { code, stdout, stderr } = await runHere(args.split(" "), temporaryFolder());
    expect(stderr.replace(/\s*\(see --help\)\s*$/, "")).toBe(says);
    expect(stderr).toContain("(see --help)");
    expect([code, stdout]).toEqual([64, ""]);
  });

  test.each(["registry", "checks"])("%s alone, which shows its help", async (group) => {
    const { code, stdout, stderr } = await runHere([group]);
    expect(stderr).toContain(`Usage: envaudit ${group}`);
    expect([code, stdout]).toEqual([64, ""]);
  });

  test("by the real process", async () => {
    const cwd = temporaryFolder();
    const runs = ["audit --format yaml", "doctor", "adit"].map((args) =>
      cli(args.split(" "), { cwd }),
    );
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([64, 64, 64]);
  });
});

/** Every command and subcommand as the words that call it. */
function commandsOf(command: Command, words: readonly string[] = []): readonly string[][] {
  return command.commands.flatMap((child) => {
    const path = [...words, child.name()];
    return [path, ...commandsOf(child, path)];
  });
}
const stderr = asStream(new FakeStream());
const io = { stdout: stderr, stderr, env: {}, cwd: "/", signal: new AbortController().signal };
const commands = commandsOf(buildProgram(io, () => undefined)).map((path) => path.join(" "));

describe("0 for help", () => {
  test("the commands are all there", () => {
    expect(commands).toEqual([
      "demo",
      "init",
      "validate",
      "plan",
      "doctor",
      "grants",
      "audit",
      "fingerprint",
      "serve",
      "exceptions",
      "exceptions list",
      "exceptions adopt",
      "evidence",
      "evidence verify",
      "evidence export",
      "evidence checkpoint",
      "evidence public-key",
      "evidence keygen",
      "evidence rotate",
      "evidence forget",
      "registry",
      "registry validate",
      "registry show",
      "registry can",
      "checks",
      "checks list",
      "checks selftest",
    ]);
  });

  test.each(commands)("%s --help", async (command) => {
    const { code, stdout, stderr: said } = await runHere([...command.split(" "), "--help"]);
    expect(stdout).toMatch(new RegExp(`^Usage: envaudit ${command}\\b[^]*\\n.*--help`));
    expect([code, said]).toEqual([0, ""]);
  });

  test.each([[[]], [["--help"]], [["help"]], [["help", "audit"]]])("%j", async (args) => {
    const { code, stdout } = await runHere(args);
    expect(stdout).toMatch(/^Usage: envaudit /);
    expect(code).toBe(0);
  });

  test("--version and --help by the real process", async () => {
    const cwd = temporaryFolder();
    const [shown, help] = await Promise.all([
      cli(["--version"], { cwd }),
      cli(["audit", "--help"], { cwd }),
    ]);
    expect([shown.code, shown.stdout, shown.stderr]).toEqual([0, `${version()}\n`, ""]);
    expect([help.code, help.stderr]).toEqual([0, ""]);
  });
});
