import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { afterAll, describe, expect, it } from "vitest";
import { drift, mark, writeAll } from "../../scripts/generate/disk.ts";
import { generatedFiles } from "../../scripts/generate/files.ts";
import { anchor, prose, table } from "../../scripts/generate/markdown.ts";
import { checks as everyCheck } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { metrics } from "../../src/reporters/metrics/metrics.ts";

const checks = everyCheck(loadRegistry(registryDirectory()));
const root = fileURLToPath(new URL("../..", import.meta.url));
const files = await generatedFiles(root);
const pageNamed = (name: string): string => files.get(`docs/reference/${name}.md`) ?? "";
/** Without the formatter's alignment, so that rows can be looked for. */
const squeezed = (name: string): string => pageNamed(name).replaceAll(/ {2,}/g, " ");

describe("the generated files", () => {
  it("are on disk as they are generated (else: npm run generate)", () => {
    expect(drift(root, files)).toEqual([]);
  });

  it.each([...files].filter(([path]) => path.startsWith("docs/")))(
    "%s says that it is generated, and stays as it is when the tree is formatted",
    async (path, text) => {
      expect(text.split("\n").slice(0, 2).join("\n")).toContain(mark);
      expect((await format(path, text, { printWidth: 100 })).code).toBe(text);
    },
  );
});

describe("the comparison with the disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "envaudit-generate-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const wanted = new Map([
    ["docs/reference/a.md", "a\n"],
    ["docs/schemas/b.json", "{}\n"],
  ]);

  it("names what is missing, and nothing once it is written", () => {
    expect(drift(folder, wanted)).toEqual([
      "docs/reference/a.md is missing",
      "docs/schemas/b.json is missing",
    ]);
    expect(writeAll(folder, wanted)).toEqual([...wanted.keys()]);
    expect(drift(folder, wanted)).toEqual([]);
    expect(writeAll(folder, wanted)).toEqual([]);
  });

  it("names what was changed by hand", () => {
    writeFileSync(join(folder, "docs/reference/a.md"), "b\n");
    expect(drift(folder, wanted)).toEqual(["docs/reference/a.md differs from what is generated"]);
    writeAll(folder, wanted);
  });

  it("names what is generated no longer, and leaves alone what was written by hand", () => {
    mkdirSync(join(folder, "docs/reference"), { recursive: true });
    writeFileSync(join(folder, "docs/reference/old.md"), `<!-- ${mark} -->\n`);
    writeFileSync(join(folder, "docs/reference/guide.md"), "by hand\n");
    expect(drift(folder, wanted)).toEqual([
      "docs/reference/old.md is generated no longer: remove it",
    ]);
  });
});

describe("Markdown", () => {
  it("keeps a bar from ending a cell and a line break from ending a row", () => {
    expect(table(["a"], [["x | `y|z`\nnext"]])).toBe("| a |\n| --- |\n| x \\| `y\\|z` next |");
  });

  it("shows text as it is, and secret references as code", () => {
    expect(prose("0 */6 <b> _x_ list_db as ${env:A}, `<c>`")).toBe(
      "0 \\*/6 \\<b> \\_x\\_ list_db as `${env:A}`, `<c>`",
    );
  });
});

describe("the page of checks", () => {
  it.each(checks)("has $id with all that is said of it", (check) => {
    const section = squeezed("checks").split(`### ${check.id}\n`)[1]?.split("\n##")[0] ?? "";
    expect(section).toContain(`| Severity | ${check.severity} |`);
    expect(section).toContain(`| Tiers | ${check.tiers.join(", ")} |`);
    expect(section).toContain(`| Passes | ${prose(check.passTitle)} |`);
    expect(section).toContain(`| Fails | ${prose(check.failTitle)} |`);
    expect(section).toContain(prose(check.why));
    expect(section).toContain(prose(check.remedy));
    for (const need of Object.values(check.needs)) expect(section).toContain(`| \`${need.id}\` |`);
  });

  it.each(checks)("has the anchor that the runbook address of $id leads to", ({ id }) => {
    expect(anchor(id)).toBe(id.replaceAll(".", ""));
  });
});

describe("the page of metrics", () => {
  it.each(Object.entries(metrics))("has %s with its help and its labels", (name, spec) => {
    const row = squeezed("metrics")
      .split("\n")
      .find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(`| ${spec.type} |`);
    expect(row).toContain(prose(spec.help));
    for (const label of spec.labels) expect(row).toContain(`\`${label}\``);
  });

  it("explains every label", () => {
    const labels = new Set(Object.values(metrics).flatMap(({ labels: of }) => [...of]));
    for (const label of labels) expect(squeezed("metrics")).toContain(`\n| \`${label}\` | `);
  });
});

describe("the page of the command line", () => {
  it("has the help of every command", () => {
    const commands = readdirSync(join(root, "src/cli/commands")).map((name) => name.slice(0, -3));
    for (const name of commands) {
      expect(pageNamed("command-line")).toContain(`## \`envaudit ${name}\``);
      expect(pageNamed("command-line")).toContain(`Usage: envaudit ${name}`);
    }
  });

  it("has what stands after the options", () => {
    expect(pageNamed("command-line")).toContain("  $ envaudit registry show personas --json");
  });
});

/** Links to files of the repository in `text`, and anchors in the page itself. */
function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
}

const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

describe.each(pages)("%s", (page) => {
  const path = join(root, page);
  const headings = (file: string): readonly string[] =>
    [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map((match) => anchor(match[1] ?? ""));

  it("links to nothing that is not there", () => {
    const broken = linksOf(readFileSync(path, "utf8")).filter((link) => {
      const [file = "", hash] = link.split("#");
      const target = file === "" ? path : join(dirname(path), file);
      try {
        if (hash !== undefined) return !headings(target).includes(hash);
        return readdirSync(dirname(target)).every((name) => !target.endsWith(`/${name}`));
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });
});

it("the index leads to every page of the reference", () => {
  const index = readFileSync(join(root, "docs/README.md"), "utf8");
  for (const name of readdirSync(join(root, "docs/reference"))) {
    expect(index).toContain(`(reference/${name})`);
  }
});
