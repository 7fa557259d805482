import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { examplePath } from "../../scripts/generate/files.ts";
import { sectionsOf } from "../../scripts/generate/schema-walk.ts";
import { generatePrivateKey } from "../../src/evidence/keys.ts";
import { initText } from "../../src/config/init.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { loadConfig } from "../../src/config/load.ts";
import { loadOwnAssets } from "../../src/registry/assets.ts";
import { rolesOf } from "../../src/registry/access.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { complaints, env, memoryFiles } from "../config/options.ts";

const registry = loadRegistry(registryDirectory());
const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const example = read(examplePath);

const load = (text: string) =>
  loadConfig({
    path: "/etc/envaudit/envaudit.yaml",
    files: memoryFiles({
      "envaudit.yaml": text,
      "assets.example.yaml": read("docs/reference/assets.example.yaml"),
      "internal-ca.pem": read("tests/fixtures/tls/ca.pem"),
      "secrets/staging-api-key": "an API key",
      "secrets/id_ed25519": env.KEY,
      "secrets/ledger.pem": generatePrivateKey(),
    }),
    env: {
      S3_ACCESS_KEY_ID: "canary-id",
      S3_SECRET_ACCESS_KEY: "canary-key",
      ENVAUDIT_DIGEST_KEY: "0123456789abcdef",
      ENVAUDIT_PRODUCTION_SECRET: "secret",
      ENVAUDIT_TRAINING_SECRET: "secret",
    },
    ...rolesOf(registry),
    loadAssets: loadOwnAssets,
    loadExceptions: () => ({ exceptions: [], problems: [] }),
  });

/** Paths of all keys, the names of environments left out: `environments.<name>.odoo.url`. */
function keysIn(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysIn(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const name = path === "environments" ? "<name>" : key;
    const here = path === "" ? name : `${path}.${name}`;
    return [here, ...keysIn(child, here)];
  });
}

describe("the example of the configuration", () => {
  it("is valid", () => {
    expect(complaints(() => load(example))).toEqual([]);
    expect(load(example).environments.map(({ name }) => name)).toEqual([
      "production",
      "staging",
      "training",
    ]);
    expect(Object.keys(load(example).assets.assets)).toEqual([
      "custom.warehouse-robot",
      "custom.warehouse-mode",
    ]);
  });

  it("uses every key that there is", () => {
    const used = new Set(keysIn(parse(example), ""));
    const known = sectionsOf(configJsonSchema(rolesOf(registry))).flatMap(({ path, keys }) =>
      keys.map(({ name }) => (path === "" ? name : `${path}.${name}`)),
    );
    // Policy stands once in the reference, and in the example where it is overruled too.
    const missing = known.filter(
      (key) => !used.has(key) && !used.has(key.replace("defaults.", "environments.<name>.")),
    );
    expect(known.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });
});

describe("the JSON Schema for editors", () => {
  const schema: unknown = JSON.parse(read("docs/schemas/envaudit.schema.json"));
  const validate = new Ajv({ allErrors: true }).compile(schema as object);
  const init = initText(new Date("2026-05-04T03:02:01Z"));

  it.each([
    ["the example", example],
    ["the file of `envaudit init`", init],
    ["the file of `envaudit init` with every line in use", init.replaceAll(/^#(?!#)/gm, "")],
  ])("takes %s", (_name, text) => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it("refuses an unknown key", () => {
    const text = example.replace("log_level:", "loglevel:");
    expect(validate(parse(text))).toBe(false);
    expect(validate.errors?.[0]).toMatchObject({
      keyword: "additionalProperties",
      params: { additionalProperty: "loglevel" },
    });
  });

  it("refuses a secret that stands in the file", () => {
    const text = example.replace("${env:ENVAUDIT_TRAINING_SECRET}", "hunter2");
    expect(validate(parse(text))).toBe(false);
    expect(validate.errors?.[0]).toMatchObject({
      keyword: "pattern",
      instancePath: "/environments/training/odoo/secret",
    });
  });

  it("of environments.d takes environments and nothing else", () => {
    const text = read("docs/schemas/environments.schema.json");
    const takes = new Ajv().compile(JSON.parse(text) as object);
    const { environments } = parse(example) as { environments: unknown };
    expect(takes({ environments })).toBe(true);
    expect(takes({ environments, store: "x" })).toBe(false);
  });
});
