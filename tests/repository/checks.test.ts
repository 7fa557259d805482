import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { AnyCollector } from "../../src/facts/collector.ts";
import { controlIds, tiers } from "../../src/model/outcome.ts";
import { checks as everyCheck, handWrittenChecks } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { breakIds } from "../../src/simulator/breaks.ts";

const source = join(import.meta.dirname, "../../src");
const registry = loadRegistry(registryDirectory());
const checks = everyCheck(registry);

/** TypeScript files below a folder of `src`, with their text. */
function filesIn(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(join(source, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(join(source, folder), path),
      text: readFileSync(path, "utf8"),
    }));
}

/** `mail/outgoing-servers.ts` to `mail.outgoing-servers`. */
const idOf = (path: string): string => path.replace(/\.ts$/, "").replaceAll("/", ".");
const checkFiles = filesIn("probes").filter(({ text }) => /\bcheck\(\{/.test(text));
const collectorFiles = filesIn("facts").filter(({ text }) => / = collector\(\{/.test(text));

const isOfSqlAlone = ({ sources }: AnyCollector): boolean => Object.keys(sources).join() === "sql";

describe("the list of checks", () => {
  it("has every check file, each under the name of its file", () => {
    expect(checkFiles.length).toBeGreaterThan(0);
    const files = checkFiles.map(({ path }) => idOf(path)).toSorted();
    expect(handWrittenChecks.map((check) => check.id).toSorted()).toEqual(files);
  });

  it("has one check in a file", () => {
    for (const { path, text } of checkFiles) {
      expect([path, text.match(/\bcheck\(\{/g)?.length]).toEqual([path, 1]);
    }
  });

  it("has no id twice", () => {
    const ids = checks.map((check) => check.id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("has at least three checks in each of the platform's controls", () => {
    const platform = controlIds.filter((id) => registry.controls[id].origin === "platform");
    expect(platform).toHaveLength(5);
    for (const control of platform) {
      const count = checks.filter((check) => check.control === control).length;
      expect([control, count >= 3]).toEqual([control, true]);
    }
  });

  // Simulated environments have no TLS, and their auditor reads over the API, by a password.
  const byOtherAccess: ReadonlySet<string> = new Set([
    "access.proxy-mode",
    "access.auditor-odoo-rights",
    "access.auditor-credential-expiry",
  ]);
  it("has a break in the simulator for each check that looks at a target", () => {
    // What is declared is broken in the declaration, an age in the seed; the simulator has no PostgreSQL and no
    // exceptions.
    const ofPersonalData = checks.filter(({ id }) => id.startsWith("masking.identifiers-"));
    expect(ofPersonalData.length).toBeGreaterThan(0);
    const others = [...handWrittenChecks, ...ofPersonalData]
      .filter(({ id, needs }) => id !== "lifecycle.age" && Object.keys(needs).length > 0)
      .filter(({ needs }) => !Object.values(needs).some(isOfSqlAlone))
      .filter(({ id }) => !byOtherAccess.has(id) && id !== "governance.exceptions")
      .map(({ id }) => id);
    // A clone is what breaks the masking policy, and shares its origin's identity.
    const broken = [...breakIds].flatMap((id): readonly string[] =>
      id === "identity.clone" ? ["masking.policy-declared", "integrations.shared-identity"] : [id],
    );
    expect(broken.toSorted()).toEqual(others.toSorted());
  });
});

describe.each(checks.map((check) => [check.id, check] as const))("%s", (_, check) => {
  it("belongs to a control of the registry, for tiers that must hold to it", () => {
    const control = registry.controls[check.control];
    expect(check.tiers.length).toBeGreaterThan(0);
    expect(check.tiers).toEqual(tiers.filter((tier) => check.tiers.includes(tier)));
    expect(control.tiers).toEqual(expect.arrayContaining([...check.tiers]));
  });

  it("belongs to a persona and an expertise domain of the registry", () => {
    expect(Object.keys(registry.personas)).toContain(check.owner);
    expect(Object.keys(registry.expertise)).toContain(check.expertise);
  });

  it("says what is wanted, what is wrong, why it matters and what to do", () => {
    for (const title of [check.passTitle, check.failTitle])
      expect(title).toMatch(/^[A-Z].*[^.\s]$/);
    expect(check.failTitle).not.toBe(check.passTitle);
    for (const text of [check.why, check.remedy]) {
      expect(text).toMatch(/[^.]\.$/);
      expect(text).not.toMatch(/\s{2}|^\s|\.\./);
    }
    expect(check.references.length).toBeGreaterThan(0);
  });
});

describe("the collectors", () => {
  const ids = collectorFiles.map(({ path, text }) => ({
    file: idOf(path).replace("-", "."),
    id: /^ {2}id: "([^"]+)",$/m.exec(text)?.[1],
  }));

  it("have the ids of their files, each once", () => {
    expect(ids.length).toBeGreaterThan(0);
    for (const { file, id } of ids) expect(id).toBe(file);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length);
  });

  it("are each used outside their room, or by a collector that is read after them", () => {
    const others = filesIn(".").filter(({ path }) => !path.startsWith("facts/"));
    // Those that a catalogue makes as well.
    const readers = filesIn("facts").filter(({ text }) => /\bcollector\(\{/.test(text));
    const unused = collectorFiles.filter(
      ({ path }) =>
        !others.some(({ text }) => text.includes(`/facts/${path}"`)) &&
        !readers.some(({ text }) => text.includes(`"./${path}"`) && /^ +after: \[/m.test(text)),
    );
    expect(unused.map(({ path }) => path)).toEqual([]);
  });

  it("have a source and a title", () => {
    for (const check of checks) {
      for (const need of Object.values(check.needs)) {
        expect(Object.keys(need.sources).length).toBeGreaterThan(0);
        expect(need.title).toMatch(/^\S.*[^.\s]$/);
      }
    }
  });
});
