import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import { configJsonSchema, environmentsJsonSchema } from "../../src/config/json-schema.ts";
import { rolesOf } from "../../src/registry/access.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { exceptionsJsonSchema } from "../../src/exceptions/schema.ts";
import { registrySchemas } from "../schemas.ts";
import { checksPage } from "./checks.ts";
import { commandLinePage } from "./command-line.ts";
import { configurationPage } from "./configuration.ts";
import { mark, type GeneratedFiles } from "./disk.ts";
import { metricsPage } from "./metrics.ts";
import { unknownReasonsPage } from "./unknown-reasons.ts";

/** The hand-written example that the configuration's page shows; a test loads it. */
export const examplePath = "docs/reference/envaudit.example.yaml";

/** Every generated file as it should stand on disk. `root` is the repository, for the example. */
export async function generatedFiles(root: string): Promise<GeneratedFiles> {
  const registry = loadRegistry(registryDirectory());
  const config = configJsonSchema(rolesOf(registry));
  const example = readFileSync(join(root, examplePath), "utf8");
  const unformatted = {
    "docs/schemas/envaudit.schema.json": schemaText("envaudit.yaml", config),
    "docs/schemas/environments.schema.json": schemaText(
      "A file of environments.d",
      environmentsJsonSchema(),
    ),
    "docs/schemas/exceptions.schema.json": schemaText(
      "A file of exceptions.d",
      exceptionsJsonSchema(),
      "src/exceptions/schema.ts",
    ),
    "docs/reference/checks.md": checksPage(registry),
    "docs/reference/command-line.md": commandLinePage(),
    "docs/reference/configuration.md": configurationPage(config, example),
    "docs/reference/metrics.md": metricsPage(),
    "docs/reference/unknown-reasons.md": unknownReasonsPage(),
  };
  const formatted = await Promise.all(
    Object.entries(unformatted).map(
      async ([path, text]) => [path, await pretty(path, text)] as const,
    ),
  );
  // These are formatted by their own maker.
  const ofRegistry = Object.entries(registrySchemas()).map(
    ([name, text]) => [`registry/schemas/${name}`, text] as const,
  );
  return new Map([...ofRegistry, ...formatted]);
}

function schemaText(title: string, schema: object, source = "src/config/schema.ts"): string {
  const $comment = `${mark} from ${source}. Do not edit.`;
  return JSON.stringify({ $comment, title, ...schema });
}

/** As `npm run format` leaves it, so that formatting the tree changes no generated file. */
async function pretty(path: string, text: string): Promise<string> {
  const { code, errors } = await format(path, text, { printWidth: 100 }); // as in .oxfmtrc.json
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be formatted: ${error.message}`);
  return code;
}
