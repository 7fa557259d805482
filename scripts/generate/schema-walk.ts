import type { z } from "zod";

type Schema = z.core.JSONSchema.JSONSchema;

/** One key of a section. `section` is the path of the section with the keys of its value. */
export type Key = {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly section: string | undefined;
};

/** The keys of one object: `environments.<name>.odoo`; the path of the top is empty. */
export type Section = { readonly path: string; readonly keys: readonly Key[] };

/**
 * The objects of a JSON Schema, from the top down. Lists add `[]` to the path and maps `.<name>`. An object
 * with the keys of an earlier one has no section of its own: its key leads to that one.
 */
export function sectionsOf(top: Schema): readonly Section[] {
  const sections: Section[] = [];
  const pathByKeys = new Map<string, string>();
  const visit = (schema: Schema, path: string): string | undefined => {
    const object = objectIn(schema, path);
    if (object === undefined) return undefined;
    const { properties, required } = object.schema;
    const same = JSON.stringify([properties, required]);
    const known = pathByKeys.get(same);
    if (known !== undefined) return known;
    pathByKeys.set(same, object.path);
    const at = sections.push({ path: object.path, keys: [] }) - 1;
    const keys = Object.entries(properties ?? {}).map(([name, value]): Key => {
      const child = asSchema(value);
      const section = visit(child, object.path === "" ? name : `${object.path}.${name}`);
      return { name, required: required?.includes(name) ?? false, schema: child, section };
    });
    sections[at] = { path: object.path, keys };
    return object.path;
  };
  visit(top, "");
  return sections;
}

type Place = { readonly schema: Schema; readonly path: string };

/** The object that a value consists of: itself, what a map holds, or what a list holds. */
function objectIn(schema: Schema, path: string): Place | undefined {
  if (schema.properties !== undefined) return { schema, path };
  const { additionalProperties: values, items } = schema;
  if (typeof values === "object") return objectIn(values, `${path}.<name>`);
  if (typeof items === "object" && !Array.isArray(items)) return objectIn(items, `${path}[]`);
  return undefined;
}

const asSchema = (value: Schema | boolean): Schema => (typeof value === "object" ? value : {});
