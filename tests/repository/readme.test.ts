import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { knownMajors } from "../../src/model/versions.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The versions of the row of the README's table that says so. */
const provenBy = (what: string): readonly number[] =>
  (new RegExp(`^\\| ([\\d, ]+?) +\\| [^|]*${what}`, "m").exec(readme)?.[1] ?? "")
    .split(", ")
    .map(Number);

it("the README says honestly what each version was proven on", () => {
  const recorded = readdirSync(join(root, "tests/fixtures/odoo"))
    .filter((name) => /^\d+\.0$/.test(name))
    .map((name) => Number.parseInt(name, 10));
  expect(provenBy("recorded answers")).toEqual(recorded.toSorted((a, b) => a - b));
  const lab = readFileSync(join(root, "lab/lib/root.sh"), "utf8");
  expect([...lab.matchAll(/\bodoo-(\d+)\b/g)].map(([, major]) => Number(major))).toEqual(
    provenBy("in the lab"),
  );
  const proven = new Set([...provenBy("recorded answers"), ...provenBy("in the lab")]);
  expect(provenBy("no server and no recording")).toEqual(
    knownMajors.filter((major) => !proven.has(major)),
  );
});
