import { z } from "zod";
import { personalAreas, personalKinds, type PersonalData } from "../../model/personal-data.ts";
import { distinct, filledMap, keyed, text } from "./common.ts";
import { condition, fieldName } from "./condition.ts";
import { modelName, moduleName, versions } from "./odoo.ts";

const area = z
  .strictObject({
    title: text,
    compared_by: text
      .optional()
      .describe("The check that compares it with production, where no fingerprint does."),
  })
  .meta({ id: "area" });

const column = z
  .strictObject({
    kind: z.enum(personalKinds).describe("What a value tells of a person."),
    area: z.enum(personalAreas).optional().describe("Where it is not that of the model."),
    versions: versions.optional(),
    low_entropy: z
      .literal(true)
      .optional()
      .describe("Few different values: judged by their rate against chance, not by single hits."),
    obfuscated: z.literal(true).optional().describe("Odoo's own `obfuscate` covers it."),
  })
  .meta({ id: "column" });

const model = z
  .strictObject({
    area: z.enum(personalAreas),
    module: moduleName.describe("Odoo module that brings it."),
    table: z
      .strictObject({ name: fieldName, versions })
      .optional()
      .describe("Its table, in the versions where that is not the model's name."),
    versions: versions.optional(),
    where: condition.optional().describe("Rows that can hold personal data; all when left out."),
    columns: filledMap(fieldName, column, "at least one column is needed").describe(
      "Columns that hold personal data: they must be masked.",
    ),
    safe: distinct(fieldName).optional().describe("Columns of text that hold nobody's data."),
  })
  .check((context) => {
    const { columns, safe = [] } = context.value;
    for (const [index, name] of safe.entries()) {
      if (!Object.hasOwn(columns, name)) continue;
      const message = `\`${name}\` is a column that must be masked: it cannot be safe as well`;
      context.issues.push({ code: "custom", input: name, path: ["safe", index], message });
    }
  })
  .meta({ id: "model" });

export const personalDataDocument = z.strictObject({
  areas: z
    .strictObject(keyed(personalAreas, area))
    .describe("Where personal data lies, each judged by a check of its own."),
  models: filledMap(modelName, model, "at least one model is needed").describe(
    "Models with personal data. A column of text that is in neither list is undecided.",
  ),
  everywhere: distinct(text).describe("Values that every Odoo has, and that are nobody's."),
  obfuscate: z
    .strictObject({
      sentence: text,
      reversible: z.literal(true).describe("Whoever has the password has the values back."),
      marker: text.describe("Beginning of every value that it made."),
      parameter: text.describe("Parameter that holds its password."),
    })
    .describe("Odoo's own command that hides values."),
}) satisfies z.ZodType<PersonalData>;
