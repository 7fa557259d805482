import { z } from "zod";
import type { Roles } from "./identities.ts";
import { environmentsFileSchema, mainFileSchema } from "./schema.ts";
import type { Surroundings } from "./secrets.ts";

/** JSON Schema of `envaudit.yaml` as it is written, for editors and the reference page. */
export function configJsonSchema(roles: Roles) {
  return toJsonSchema(mainFileSchema(nowhere, roles));
}

/** JSON Schema of a file in `environments.d`. */
export function environmentsJsonSchema() {
  return toJsonSchema(environmentsFileSchema(nowhere));
}

function toJsonSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: "input", target: "draft-07" });
}

// Nothing is looked up while a schema is described.
const nowhere: Surroundings = {
  files: { readText: () => "", list: () => [], mode: () => 0 },
  env: {},
  folder: "/",
};
