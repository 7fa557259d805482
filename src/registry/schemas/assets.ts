import { z } from "zod";
import { fieldsOf } from "../../model/condition.ts";
import { nameFieldOf, parameterModel, type Asset, type Catalogue } from "../../model/assets.ts";
import { controlIds, severities, tiers } from "../../model/outcome.ts";
import { domainCodes, personaCodes } from "../codes.ts";
import { distinct, filledMap, text } from "./common.ts";
import { condition, fieldName } from "./condition.ts";
import { modelName, moduleName, versions } from "./odoo.ts";

/** `<area>.<name>`, of checks and assets alike. */
const dottedId = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/);

const check = z
  .strictObject({
    control: z.enum(controlIds).describe("The control that it verifies."),
    severity: z.enum(severities),
    tiers: distinct(z.enum(tiers))
      .optional()
      .describe("Tiers that it judges; those of its control when left out."),
    owner: z
      .enum(personaCodes)
      .optional()
      .describe("Persona that answers for it; that of its control when left out."),
    expertise: z
      .enum(domainCodes)
      .optional()
      .describe("Domain that is needed to put it right; that of its control when left out."),
    pass_title: text.describe("What is true when it passes."),
    fail_title: text.describe("What is true when it fails."),
    why: text.describe("What happens to somebody when it fails."),
    remedy: text.describe("What to do about it in general."),
    references: distinct(text).describe("Requirements, and where the safe state comes from."),
  })
  .meta({ id: "check" });

const sentence = text.describe("With {name} and {id} in place of the record.");

const asset = z
  .strictObject({
    check: dottedId.describe("Check of this file that judges it with its other assets."),
    module: moduleName.describe("Odoo module that brings it."),
    covers: distinct(moduleName)
      .optional()
      .describe("Modules that reach the outside by nothing but what this finds."),
    versions: versions.optional(),
    model: modelName.describe("Odoo model of the records."),
    table: fieldName.optional().describe("Its table, where that is not the model's name."),
    live: condition
      .optional()
      .describe("Finds the records through which the outside can still be reached."),
    required: condition
      .optional()
      .describe("Finds the record that keeps the environment safe: without one, it is not."),
    name: fieldName.optional().describe("Field that names a record in the finding."),
    title: sentence,
    remedy: sentence,
  })
  .check((context) => {
    // An unknown key is told already, and may be the missing one.
    if (context.issues.length > 0) return;
    for (const { path, message } of complaints(context.value)) {
      context.issues.push({ code: "custom", input: context.value, path: [...path], message });
    }
  })
  .meta({ id: "asset" });

type Complaint = { readonly path: readonly string[]; readonly message: string };

function complaints(value: Asset): readonly Complaint[] {
  if ((value.live === undefined) === (value.required === undefined)) {
    return [{ path: [], message: "expected either `live` or `required`" }];
  }
  return [...parameterComplaints(value), ...placeholderComplaints(value)];
}

/** A parameter is its key: a condition that names none would judge every parameter there is. */
function parameterComplaints(value: Asset): readonly Complaint[] {
  const where = value.live ?? value.required;
  if (value.model !== parameterModel || where === undefined) return [];
  const found: Complaint[] = [];
  if (!fieldsOf(where).includes("key")) {
    const path = [value.live === undefined ? "required" : "live"];
    found.push({ path, message: "a condition on parameters must name their `key`" });
  }
  if (value.name !== undefined) {
    found.push({ path: ["name"], message: "a parameter is always named by its key" });
  }
  return found;
}

function placeholderComplaints(value: Asset): readonly Complaint[] {
  const named = nameFieldOf(value) !== undefined;
  const known = value.live === undefined ? [] : named ? ["name", "id"] : ["id"];
  return (["title", "remedy"] as const).flatMap((key): readonly Complaint[] => {
    const used = [...value[key].matchAll(/\{([^{}]*)\}/g)].map(([, word]) => word ?? "");
    const wrong = used.find((word) => !known.includes(word));
    if (wrong !== undefined) {
      const allowed = known.length === 0 ? "none is known here" : `known here: ${known.join(", ")}`;
      return [{ path: [key], message: `unknown placeholder \`{${wrong}}\`; ${allowed}` }];
    }
    if (value.live === undefined || used.length > 0) return [];
    return [{ path: [key], message: "must name the record: use `{name}` or `{id}`" }];
  });
}

/** A file of `registry/assets`, or an operator's own. */
export const assetsDocument = z.strictObject({
  checks: filledMap(dottedId, check, "at least one check is needed").describe(
    "What an operator would put right together, each a check.",
  ),
  assets: filledMap(dottedId, asset, "at least one asset is needed").describe(
    "Kinds of records and parameters that must be safe outside production.",
  ),
}) satisfies z.ZodType<Catalogue>;
