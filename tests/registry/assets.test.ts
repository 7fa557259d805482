import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { registrySchemas } from "../../scripts/schemas.ts";
import { formatProblem } from "../../src/model/problem.ts";
import { loadAssets, loadOwnAssets } from "../../src/registry/assets.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { copyOfRegistry, describeCases, make, place, problemsIn } from "./copies.ts";

const folder = join(registryDirectory(), "assets");
const files = readdirSync(folder);

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");

  it("begins with the line that leads an editor to its schema", () => {
    const [first = ""] = text.split("\n");
    expect(first).toBe("# yaml-language-server: $schema=../schemas/assets.json");
    expect(existsSync(join(folder, "../schemas/assets.json"))).toBe(true);
  });

  it("is valid by its JSON schema, and invalid with a key too many", () => {
    const schema: unknown = JSON.parse(registrySchemas()["assets.json"] ?? "{}");
    const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema as object);
    expect(valid(parse(text)), JSON.stringify(valid.errors)).toBe(true);
    expect(valid(parse(`${text}\nextra: 1\n`))).toBe(false);
  });
});

const file = "assets/delivery.yaml";
const archived = ["assets:", "  delivery.archived-production:"];
describeCases("one mistake in the catalogue gives one problem, at its place", [
  {
    rule: "an unknown key of an asset",
    file,
    after: archived,
    find: "module:",
    put: "modul: x\n    module:",
    at: [...archived, "modul:"],
    says: "assets.delivery.archived-production.modul: unknown key `modul`; did you mean `module`?",
  },
  {
    rule: "an unknown key of a check",
    file,
    after: ["integrations.delivery-archived:"],
    find: "remedy:",
    put: "remdy: x\n    remedy:",
    at: ["integrations.delivery-archived:", "remdy:"],
    says: "checks.integrations.delivery-archived.remdy: unknown key `remdy`; did you mean `remedy`?",
  },
  {
    rule: "a check that is not there",
    file,
    after: archived,
    find: "integrations.delivery-archived",
    put: "integrations.delivery-archive",
    at: [...archived, "integrations.delivery-archive"],
    says: "assets.delivery.archived-production.check: unknown check `integrations.delivery-archive`; did you mean `integrations.delivery-archived`?",
  },
  {
    rule: "a check of another file",
    file,
    after: archived,
    find: "integrations.delivery-archived",
    put: "integrations.website-robots",
    at: [...archived, "integrations.website-robots"],
    says: "assets.delivery.archived-production.check: unknown check `integrations.website-robots`",
  },
  {
    rule: "a check without an asset",
    file,
    after: [...archived, "check: "],
    find: "integrations.delivery-archived",
    put: "integrations.delivery-mondial-relay",
    at: ["checks:", "integrations.delivery-archived:"],
    says: "checks.integrations.delivery-archived: no asset is judged by this check",
  },
  {
    rule: "an unknown control",
    file,
    after: [],
    find: "integration_safeguards",
    put: "integration_safeguard",
    at: ["control: ", "integration_safeguard"],
    says: "checks.integrations.delivery-archived.control: expected one of mail_suppression, integration_safeguards, least_privilege, lifecycle, data_masking, backup_recovery, operational_health, change_governance, found `integration_safeguard`; did you mean `integration_safeguards`?",
  },
  {
    rule: "an operator that there is not",
    file,
    after: [...archived, "field: active, op: "],
    find: '"="',
    put: '"=="',
    at: [...archived, '"=="'],
    says: "assets.delivery.archived-production.live.all[0].op: expected one of =, !=, in, not in, ends with, contains, found `==`",
  },
  {
    rule: "a list where one value belongs",
    file,
    after: [...archived, 'field: active, op: "=", value: '],
    find: "false",
    put: "[a]",
    at: [...archived, "value: [a]"],
    says: "assets.delivery.archived-production.live.all[0].value: expected one value with `=`",
  },
  {
    rule: "one value where a list belongs",
    file,
    after: [...archived, "op: not in, value: "],
    find: "[fixed, base_on_rule]",
    put: "fixed",
    at: [...archived, "op: not in, value: ", "fixed"],
    says: "assets.delivery.archived-production.live.all[2].value: expected a list with `not in`",
  },
  {
    rule: "a number where text belongs",
    file,
    after: [...archived, "op: "],
    find: "not in, value: [fixed, base_on_rule]",
    put: "contains, value: 7",
    at: [...archived, "op: contains, value: ", "7"],
    says: "assets.delivery.archived-production.live.all[2].value: expected text with `contains`",
  },
  {
    rule: "a name that is no column's",
    file,
    after: [...archived, "field: "],
    find: "active",
    put: "active;",
    at: [...archived, "active;"],
    says: "assets.delivery.archived-production.live.all[0].field: not of the expected form /^[a-z_][a-z0-9_]{0,62}$/",
  },
  {
    rule: "both of live and required",
    file,
    after: archived,
    find: "live:",
    put: 'required: { field: id, op: "=", value: 1 }\n    live:',
    at: ["assets:", "delivery.archived-production:"],
    says: "assets.delivery.archived-production: expected either `live` or `required`",
  },
  {
    rule: "a placeholder that there is not",
    file,
    after: archived,
    find: "{name}",
    put: "{label}",
    at: [...archived, "title: ", "'"],
    says: "assets.delivery.archived-production.title: unknown placeholder `{label}`; known here: name, id",
  },
  {
    rule: "a remedy that names no record",
    file,
    after: archived,
    find: " {id} to Test",
    put: " to Test",
    at: [...archived, "remedy: ", '"Switch'],
    says: "assets.delivery.archived-production.remedy: must name the record: use `{name}` or `{id}`",
  },
  {
    rule: "a range of versions that is upside down",
    file: "assets/website.yaml",
    after: ["website.banner:"],
    find: "{ from: 16 }",
    put: "{ from: 16, to: 15 }",
    at: ["website.banner:", "16, to"],
    says: "assets.website.banner.versions.from: `from` 16 is after `to` 15",
  },
  {
    rule: "a condition on every parameter",
    file: "assets/website.yaml",
    after: ["website.jitsi:"],
    find: "field: key",
    put: "field: value",
    at: ["website.jitsi:", "live:"],
    says: "assets.website.jitsi.live: a condition on parameters must name their `key`",
  },
  {
    rule: "an id that is the operator's",
    file,
    after: ["assets:"],
    find: "delivery.mondial-relay:",
    put: "custom.mondial-relay:",
    at: ["assets:", "custom.mondial-relay:"],
    says: "assets.custom.mondial-relay: ids that begin with `custom.` are the operator's",
  },
]);

test("an unknown word of a condition is told with what is missing", () => {
  const directory = copyOfRegistry();
  make(directory, { file, after: archived, find: "all:", put: "al:" });
  expect(problemsIn(directory)).toEqual([
    `${place(directory, file, [...archived, "live:"])}: assets.delivery.archived-production.live.all: missing; expected a list`,
    `${place(directory, file, [...archived, "al:"])}: assets.delivery.archived-production.live.al: unknown key \`al\`; known here: all`,
  ]);
});

test("an id that an earlier file has is told with its place there", () => {
  const directory = copyOfRegistry();
  const words = ["assets:", "website.robots:"];
  const [find = ""] = words.slice(1);
  make(directory, { file: "assets/website.yaml", after: ["assets:"], find, put: "pos.adyen:" });
  const [website, pos] = ["assets/website.yaml", "assets/pos.yaml"].map((each) =>
    place(directory, each, ["assets:", "pos.adyen:"]),
  );
  expect(problemsIn(directory).map((line) => line.replace(`${directory}/`, ""))).toEqual([
    `${website}: assets.pos.adyen: \`pos.adyen\` is given already at ${pos}`,
  ]);
});

test("a missing folder is one problem", () => {
  const directory = copyOfRegistry();
  rmSync(join(directory, "assets"), { recursive: true });
  expect(problemsIn(directory)).toEqual(["assets: no such folder"]);
});

test("a folder in place of a file cannot be read", () => {
  const directory = copyOfRegistry();
  rmSync(join(directory, file));
  mkdirSync(join(directory, file));
  expect(problemsIn(directory)).toEqual([`${file}: cannot be read (EISDIR)`]);
});

describe("an operator's own files", () => {
  const problems = (text: string): readonly string[] =>
    loadOwnAssets([{ path: "own.yaml", text }]).problems.map(formatProblem);

  it("is as the example", () => {
    const path = join(import.meta.dirname, "../../docs/reference/assets.example.yaml");
    expect(problems(readFileSync(path, "utf8"))).toEqual([]);
  });

  it("says every mistake at once: ids of ours, no asset, a misspelt word", () => {
    expect(problems("checks:\n  acme.a: {}\nassets: {}\nasets: 1\n")).toEqual([
      "own.yaml:2:3: checks.acme.a.control: missing; expected one of mail_suppression, integration_safeguards, least_privilege, lifecycle, data_masking, backup_recovery, operational_health, change_governance",
      "own.yaml:2:3: checks.acme.a.severity: missing; expected one of critical, high, medium, low",
      ...["pass_title", "fail_title", "why", "remedy"].map(
        (key) => `own.yaml:2:3: checks.acme.a.${key}: missing; expected text`,
      ),
      "own.yaml:2:3: checks.acme.a.references: missing; expected a list",
      "own.yaml:2:3: checks.acme.a: no asset is judged by this check",
      "own.yaml:2:3: checks.acme.a: an id of your own must begin with `custom.`",
      "own.yaml:3:1: assets: at least one asset is needed",
      "own.yaml:4:1: asets: unknown key `asets`; did you mean `assets`?",
    ]);
  });

  it("is not one of ours", () => {
    const text = readFileSync(join(folder, "delivery.yaml"), "utf8");
    expect(loadAssets([{ path: "x.yaml", text }]).problems).toEqual([]);
    expect(problems(text)).toHaveLength(4);
  });
});
