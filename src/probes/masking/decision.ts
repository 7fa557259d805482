import type { Masking } from "../../model/environment.ts";
import type { PersonalData } from "../../model/personal-data.ts";

export type Decision = "masked" | "safe" | "undecided";
type Named = { readonly model: string; readonly column: string };

/**
 * Whether a column must be masked, may be kept, or was decided by nobody. The environment's policy is over
 * the catalogue, and a column by name over `model.*`.
 */
export function decisionOf(
  { model, column }: Named,
  { models }: Pick<PersonalData, "models">,
  policy: Masking | undefined,
): Decision {
  for (const name of [`${model}.${column}`, `${model}.*`]) {
    if (policy?.masked?.includes(name) === true) return "masked";
    if (policy?.safe?.includes(name) === true) return "safe";
  }
  const listed = Object.hasOwn(models, model) ? models[model] : undefined;
  if (listed === undefined) return "undecided";
  if (Object.hasOwn(listed.columns, column)) return "masked";
  return listed.safe?.includes(column) === true ? "safe" : "undecided";
}
