import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

it("the decision on the composition root names the files that are there, and no others", () => {
  const text = readFileSync(join(root, "docs/decisions/0009-composition-root.md"), "utf8");
  const named = [...text.matchAll(/`([a-z-]+\.ts)`/g)].map(([, name]) => name);
  const files = readdirSync(join(root, "src")).filter((name) => name.endsWith(".ts"));
  expect(new Set(named)).toEqual(new Set(files));
});
