import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const src = join(import.meta.dirname, "../../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

// A number, and right behind it, or behind one word more, a noun in the plural.
const counted =
  /\$\{(?<what>[^{}]+)\} (?:[a-z]+ )?(?:administrators|aliases|answers|audits|bytes|characters|checks|companies|contacts|databases|days|environments|facts|findings|hours|items|logins|minutes|modules|problems|records|rows|seconds|servers|users)\b/g;

/** Bounds that are larger than one, and the companies of a sentence about several. */
const never1: ReadonlySet<string> = new Set([
  "enoughRows",
  "most",
  "maxAliases",
  "busyTimeoutMs / 1000",
  "longestWaitMs / 60_000",
  "shortestDigestKey",
  "companies.value.length",
  "job.maxBytes",
]);

it("one of a thing is told in the singular: `plural` of src/model/text.ts counts", () => {
  const found = files.flatMap((name) =>
    [...readFileSync(join(src, name), "utf8").matchAll(counted)].flatMap(({ 0: text, groups }) => {
      const what = groups?.["what"] ?? "";
      return never1.has(what) || what.startsWith("plural(") ? [] : [`${name}: ${text}`];
    }),
  );
  expect(files.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});
