import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { simulated, writeConfig } from "./environments.ts";
import { asStream, FakeStream, runHere } from "./streams.ts";
import { start, temporaryFolder } from "./support.ts";

const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];

/** What `--help` of the command prints. */
function helpOf(command: Command): string {
  const stream = new FakeStream();
  command.configureOutput({ writeOut: (text) => void asStream(stream).write(text) });
  command.outputHelp();
  return stream.text;
}

const program = buildProgram(
  {
    stdout: asStream(new FakeStream()),
    stderr: asStream(new FakeStream()),
    env: {},
    cwd: "/",
    signal: new AbortController().signal,
  },
  () => undefined,
);
const helps = all(program).map((command) => [command.name(), helpOf(command)] as const);
const examplesIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}\$ (.+?) {2,}\S/gm)].map(([, line = ""]) => line);

describe("the help of", () => {
  test.each(helps)("%s has an example", (_, help) => {
    expect(examplesIn(help)).not.toEqual([]);
  });
});

/** A folder with a staging and a production environment, where somebody would try the examples. */
async function folderOf(line: string): Promise<string> {
  const cwd = temporaryFolder();
  if (line.startsWith("envaudit init")) return cwd;
  const isAdoption = line.startsWith("envaudit exceptions adopt");
  const staging = await simulated(
    "staging",
    ...(isAdoption ? ["mail.outgoing-servers" as const] : []),
  );
  const production = await simulated("production");
  for (const name of ["fleet.yaml", "envaudit.yaml"]) {
    writeConfig(cwd, { staging, production: { ...production, tier: "production" } }, { name });
  }
  if (line.startsWith("envaudit evidence")) await makeLedger(cwd);
  if (isAdoption) await runHere(["audit", "staging"], cwd);
  return cwd;
}

/** A ledger with a few entries, and what its owner would have handed over beside it. */
async function makeLedger(cwd: string): Promise<void> {
  await runHere(["audit"], cwd);
  await runHere(["evidence", "export", "-o", "ledger.jsonl"], cwd);
  await runHere(["evidence", "keygen", "next.pem"], cwd);
  const { stdout } = await runHere(["evidence", "public-key"], cwd);
  writeFileSync(join(cwd, "ledger.pub"), stdout);
}

/** The words of a line as a shell would give them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

const lines = [...new Set(helps.flatMap(([, help]) => examplesIn(help)))];
const isServe = (line: string): boolean => line.startsWith("envaudit serve");

describe("works as it stands:", () => {
  test.each(lines.filter((line) => !isServe(line)))("%s", async (line) => {
    const cwd = await folderOf(line);
    const [command = ""] = line.split(" > ");
    const { code, stderr } = await runHere(wordsOf(command).slice(1), cwd);
    // Compliant, findings, or unknown: anything else is a wrong example.
    expect([0, 1, 2], stderr).toContain(code);
    // The first run on a store of its own says that it made a key; nothing else is complained of.
    expect(stderr).not.toMatch(/envaudit: (?!made )/);
  });

  test.each(lines.filter(isServe))("%s", async (line) => {
    const cwd = await folderOf(line);
    const running = start(line.split(" ").slice(1), { cwd });
    await running.says(/\/readyz\n/);
    running.process.kill("SIGTERM");
    expect((await running.ended()).code).toBe(0);
    expect(existsSync(join(cwd, "envaudit.db")) || line.includes("--demo")).toBe(true);
  });
});
