import { z } from "zod";
import { documents } from "../src/registry/documents.ts";
import { assetsDocument } from "../src/registry/schemas/assets.ts";

/** The JSON Schemas of the registry's documents by file name, for editors: `registry/schemas/<name>.json`. */
export function registrySchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...documents, assets: assetsDocument }).map(([name, schema]) => {
      // Draft 7 is what the editors' YAML language server understands in all its versions.
      const generated = z.toJSONSchema(schema, { target: "draft-7" });
      return [`${name}.json`, format({ title: `Registry: ${name}`, ...generated })];
    }),
  );
}

// The formatter's width: what it would join, we join, so that formatting the tree changes no generated file.
const columns = 100;

/** JSON as the formatter leaves it: lists of plain values on one line where they fit. */
function format(value: unknown): string {
  const spread = JSON.stringify(value, null, 2);
  const joined = spread.replaceAll(/^(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm, joinIfShort);
  return `${joined}\n`;
}

function joinIfShort(whole: string, before: string, items: string, comma: string): string {
  const line = `${before}[${items.trim().replaceAll(/\n */g, " ")}]${comma}`;
  return line.length <= columns ? line : whole;
}
