import type { z } from "zod";
import { secretPattern } from "../../src/config/secrets.ts";
import { anchor, code, codes, fence, page, prose, table } from "./markdown.ts";
import { sectionsOf, type Key, type Section } from "./schema-walk.ts";

type Schema = z.core.JSONSchema.JSONSchema;

/** The reference page of the configuration. `example` is a whole file that uses every key. */
export function configurationPage(schema: Schema, example: string): string {
  return page("Configuration", "src/config/schema.ts and docs/reference/envaudit.example.yaml", [
    ...intro,
    ...sectionsOf(schema).flatMap(sectionText),
    "## Example",
    "A whole file with every key. `envaudit init` writes a shorter one to start from.",
    fence("yaml", example),
  ]);
}

const intro = [
  "envaudit reads `envaudit.yaml` in the working folder, or the file that `--config` or `ENVAUDIT_CONFIG` names, and every `*.yaml` and `*.yml` file in `environments.d` beside it. Those hold the one key `environments`. `envaudit validate` tells every problem of all files at once, with file, line and column; unknown and duplicate keys are problems. The daemon reads the files again at SIGHUP, and keeps the running configuration when the new one is not valid.",
  "Secrets never stand in these files: `${env:NAME}` takes one from an environment variable, `${file:path}` from a file, relative to the file that names it and not readable by everybody. Durations are written as `90s`, `5m` or `2h`, days as `2027-03-31`. What an environment leaves out of schedule, time zone, deadline and policy is taken from `defaults`.",
  "Editors with a YAML language server check and complete the file by [its JSON Schema](../schemas/envaudit.schema.json) (files of `environments.d` by [theirs](../schemas/environments.schema.json)), when its first line is `# yaml-language-server: $schema=<path or address of the schema>`.",
];

function sectionText({ path, keys }: Section): readonly string[] {
  return [
    `## ${path === "" ? "Top level" : code(path)}`,
    table(["Key", "Type", "Default", "Description"], keys.map(row)),
  ];
}

function row({ name, required, schema, section }: Key): readonly string[] {
  const text = schema.description ?? "";
  const said = saidDefault.exec(text)?.[1];
  return [
    code(name),
    section === undefined ? typeOf(schema) : `[${code(section)}](#${anchor(section)})`,
    required ? "required" : said === undefined ? defaultOf(schema) : prose(said),
    prose(said === undefined ? text : text.replace(saidDefault, "")),
  ];
}

// A default that is worked out later is in the description alone: `… Default: made beside the store.`
const saidDefault = / Default:? (.+)\.$/;

/** In words: the choices, `list of strings`, `integer, 1 to 64`. */
function typeOf(schema: Schema): string {
  const { enum: choices, items, type, minimum, maximum, pattern } = schema;
  if (choices !== undefined) return codes(choices.map(String));
  if (pattern === secretPattern.source) return "secret";
  if (typeof items === "object" && !Array.isArray(items)) {
    const item = typeOf(items);
    return `list of ${item === "string" ? "strings" : item}`;
  }
  const range = minimum === undefined ? "" : `, ${minimum} to ${maximum ?? "any"}`;
  return `${String(type)}${range}`;
}

function defaultOf({ default: value }: Schema): string {
  const isSection = typeof value === "object" && value !== null && !Array.isArray(value);
  return value === undefined || isSection ? "–" : code(JSON.stringify(value));
}
