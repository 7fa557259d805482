import type { SimField, SimMajor, SimModel } from "../database.ts";
import { accessModels } from "./access.ts";
import { automationModels } from "./automation.ts";
import { everyModel, type ModelDefinition, type Span } from "./define.ts";
import { integrationModels } from "./integrations.ts";
import { mailModels } from "./mail.ts";
import { personalModels } from "./personal.ts";
import { queueModels } from "./queues.ts";
import { systemModels } from "./system.ts";

const definitions: Readonly<Record<string, ModelDefinition>> = {
  ...accessModels,
  ...mailModels,
  ...queueModels,
  ...integrationModels,
  ...automationModels,
  ...systemModels,
  ...personalModels,
};

const covers = (span: Span, major: number): boolean =>
  major >= (span.from ?? 0) && major <= (span.to ?? Infinity);

function fieldsFor(major: SimMajor, model: ModelDefinition): Record<string, SimField> {
  const found: Record<string, SimField> = {};
  for (const [name, definition] of Object.entries({ ...everyModel, ...model.fields })) {
    const here = [definition].flat().find((field) => covers(field, major));
    if (here === undefined) continue;
    const { from: _from, to: _to, ...field } = here;
    found[name] = field;
  }
  return found;
}

/**
 * The models of one version with the fields that it has, without rows; a model whose module is not among
 * `modules` is left out. 16 to 19 follow recorded answers of real servers, 14 and 15 their sources.
 */
export function modelsFor(
  major: SimMajor,
  modules: readonly string[],
): Readonly<Record<string, SimModel>> {
  const found: Record<string, SimModel> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const module = definition.module?.(major) ?? "base";
    if (!covers(definition, major) || !modules.includes(module)) continue;
    const { title, order, readers } = definition;
    found[name] = { title, order, readers, fields: fieldsFor(major, definition), rows: [] };
  }
  return found;
}
