import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ConfigError } from "../../src/model/errors.ts";
import { formatProblem } from "../../src/model/problem.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";

/** A mistake: in `file`, behind the words of `after` one by one, `find` becomes `put`. */
type Mistake = {
  readonly file: string;
  readonly after: readonly string[];
  readonly find: string;
  readonly put: string;
};

/**
 * `at` leads to the place of the problem in the broken file; `says` follows the place, and `{line}` in it
 * stands for the line to which `mentions` leads.
 */
type Case = Mistake & {
  readonly rule: string;
  readonly at: readonly string[];
  /** File of the problem where it is not that of the mistake. */
  readonly reportedIn?: string;
  readonly says: string;
  readonly mentions?: readonly string[];
};

/** One test for each case: one mistake gives one problem, at its place. */
export function describeCases(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    test.each(cases)("$rule", ({ at, says, mentions = at, reportedIn, ...mistake }) => {
      const directory = copyOfRegistry();
      make(directory, mistake);
      const file = reportedIn ?? mistake.file;
      const line = place(directory, file, mentions).split(":")[1] ?? "";
      const expected = `${place(directory, file, at)}: ${says.replace("{line}", line)}`;
      expect(problemsIn(directory)).toEqual([expected]);
    });
  });
}

/** A copy of the real registry that is removed when the test ends. */
export function copyOfRegistry(): string {
  const directory = mkdtempSync(join(tmpdir(), "registry-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  cpSync(registryDirectory(), directory, { recursive: true });
  return directory;
}

export function make(directory: string, { file, after, find, put }: Mistake): void {
  const path = join(directory, file);
  const text = readFileSync(path, "utf8");
  const from = locate(text, [...after, find]);
  writeFileSync(path, text.slice(0, from) + put + text.slice(from + find.length));
}

/** `file:line:column` of the last of `words`, each looked for behind the one before it. */
export function place(directory: string, file: string, words: readonly string[]): string {
  const text = readFileSync(join(directory, file), "utf8");
  const before = text.slice(0, locate(text, words)).split("\n");
  return `${file}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** What `loadRegistry` says about the copy, without the folder's name; empty when it is valid. */
export function problemsIn(directory: string): string[] {
  try {
    loadRegistry(directory);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => formatProblem(problem).replace(`${directory}/`, ""));
  }
}

function locate(text: string, words: readonly string[]): number {
  let at = 0;
  for (const [index, word] of words.entries()) {
    const found = text.indexOf(word, at);
    if (found < 0)
      throw new Error(`no ${JSON.stringify(word)} behind ${words.slice(0, index).join(" > ")}`);
    at = index === words.length - 1 ? found : found + word.length;
  }
  return at;
}
