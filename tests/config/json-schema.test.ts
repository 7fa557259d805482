import { describe, expect, it } from "vitest";
import { configJsonSchema, environmentsJsonSchema } from "../../src/config/json-schema.ts";
import { roles } from "./options.ts";

/** Paths of properties without a description. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const found: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties" && typeof value === "object" && value !== null) {
      for (const [name, property] of Object.entries(value)) {
        const described =
          typeof property === "object" && property !== null && "description" in property;
        if (!described) found.push(`${path}.${name}`);
      }
    }
    found.push(...undescribed(value, `${path}.${key}`));
  }
  return found;
}

describe("the JSON Schemas", () => {
  it.each([
    ["main file", configJsonSchema(roles)],
    ["environments.d", environmentsJsonSchema()],
  ])("%s: every key is described", (_name, schema) => {
    expect(undescribed(schema, "")).toEqual([]);
  });

  it("refuse unknown keys and know the personas", () => {
    expect(configJsonSchema(roles)).toMatchObject({
      additionalProperties: false,
      properties: {
        identities: { items: { properties: { persona: { enum: roles.personas } } } },
        refresh_poll: { type: "string", default: "60s" },
      },
    });
  });

  it("ask for nothing that has a default", () => {
    expect(configJsonSchema(roles).required).toBeUndefined();
    expect(environmentsJsonSchema().required).toEqual(["environments"]);
  });
});
