import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { registrySchemas } from "../../scripts/schemas.ts";
import { documents } from "../../src/registry/documents.ts";
import { registryDirectory } from "../../src/registry/directory.ts";

const directory = registryDirectory();
const read = (...path: string[]) => readFileSync(join(directory, ...path), "utf8");

test("the schemas on disk are those that are generated", () => {
  const onDisk = readdirSync(join(directory, "schemas")).toSorted();
  const generated = registrySchemas();
  expect(onDisk).toEqual(Object.keys(generated).toSorted());
  for (const file of onDisk) expect(read("schemas", file), file).toBe(generated[file]);
});

test("every YAML file of the registry is a known document", () => {
  const files = readdirSync(directory).filter((file) => file.endsWith(".yaml"));
  expect(files.toSorted()).toEqual(
    Object.keys(documents)
      .map((name) => `${name}.yaml`)
      .toSorted(),
  );
});

describe.each(Object.keys(documents))("%s.yaml", (name) => {
  const validate = () =>
    new Ajv({ allErrors: true }).compile(JSON.parse(read("schemas", `${name}.json`)));

  test("begins with the line that leads an editor to its schema", () => {
    expect(read(`${name}.yaml`).split("\n")[0]).toBe(
      `# yaml-language-server: $schema=./schemas/${name}.json`,
    );
  });

  test("is valid by its JSON schema", () => {
    const valid = validate();
    expect(valid(parse(read(`${name}.yaml`))), JSON.stringify(valid.errors)).toBe(true);
  });

  test("is invalid by its JSON schema with a key too many", () => {
    const document: unknown = parse(`${read(`${name}.yaml`)}\nextra: 1\n`);
    expect(validate()(document)).toBe(false);
  });
});
