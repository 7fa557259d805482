import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { unknownReasonsPage } from "../../scripts/generate/unknown-reasons.ts";
import { reportError } from "../../src/cli/errors.ts";
import { exitCodes, worst, type ExitCode } from "../../src/cli/exit.ts";
import * as errors from "../../src/model/errors.ts";
import { unknownReasons } from "../../src/model/outcome.ts";

/** Cells of the table under a heading, without the head and its line. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const section = unknownReasonsPage().split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

describe("every unknown reason", () => {
  const rows = new Map(rowsUnder("Unknown reasons").map(([reason, ...rest]) => [reason, rest]));

  it("is documented, and no other one", () => {
    expect([...rows.keys()]).toEqual([...unknownReasons]);
  });

  it.each(unknownReasons)("%s has a meaning and something to do", (reason) => {
    const [meaning, whatToDo] = rows.get(reason) ?? [];
    expect(meaning).toMatch(/^[A-Ze].*\.$/);
    expect(whatToDo).toMatch(/^[A-Z].*\.$/);
  });
});

const stream = () => new PassThrough() as unknown as NodeJS.WriteStream;
const io = () => ({
  stdout: stream(),
  stderr: stream(),
  env: {},
  cwd: "/",
  signal: new AbortController().signal,
});

const examples: Readonly<Record<keyof typeof errors, Error>> = {
  TargetError: new errors.TargetError("timeout", "no answer"),
  ConfigError: new errors.ConfigError([]),
  UsageError: new errors.UsageError("no such command"),
  RecordError: new errors.RecordError("the disk is full"),
  InternalError: new errors.InternalError("a bug"),
};

describe("every error class", () => {
  const codes = new Map(rowsUnder("Errors").map(([name, , code]) => [name, Number(code)]));

  it("is documented, and no other one", () => {
    expect(new Set(codes.keys())).toEqual(new Set(Object.keys(errors)));
  });

  it.each(Object.entries(examples))("%s ends with the documented exit code", (name, error) => {
    expect(reportError(io(), error)).toBe(codes.get(name));
  });

  it("stands in src/model/errors.ts or extends one that does", () => {
    const src = fileURLToPath(new URL("../../src", import.meta.url));
    const classes = readdirSync(src, { recursive: true, encoding: "utf8" })
      // The simulator's errors are those of the Odoo that it plays.
      .filter((name) => name.endsWith(".ts") && !name.startsWith("simulator"))
      .flatMap((name) => [
        ...readFileSync(join(src, name), "utf8").matchAll(/class (\w+) extends (\w*Error)\b/g),
      ]);
    const unknown = classes.filter(
      ([, name = "", base = ""]) => !codes.has(name) && !codes.has(base),
    );
    expect(classes.length).toBeGreaterThanOrEqual(5);
    expect(unknown.map(([text]) => text)).toEqual([]);
  });
});

describe("every exit code", () => {
  it("is documented, and no other one", () => {
    expect(rowsUnder("Exit codes").map(([code]) => Number(code))).toEqual(Object.values(exitCodes));
  });

  it("has its documented place in the order of the worst", () => {
    const text = /in the order ([\d, ]+)\./.exec(unknownReasonsPage())?.[1] ?? "";
    const order = text.split(", ").map(Number) as ExitCode[];
    expect(order.toSorted((a, b) => a - b)).toEqual(Object.values(exitCodes));
    order.forEach((code, place) => expect(worst(order.slice(place))).toBe(code));
  });
});
