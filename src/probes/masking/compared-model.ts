import type { TextColumn } from "../../facts/odoo-text-columns.ts";
import type { Masking } from "../../model/environment.ts";
import type { ComparedModel } from "../../model/fingerprint.ts";
import type { PersonalArea, PersonalData, PersonalModel } from "../../model/personal-data.ts";
import { plural } from "../../model/text.ts";
import { judgeColumn, type ColumnVerdict, type Confidence } from "./compared-column.ts";
import { decisionOf } from "./decision.ts";

export type Judging = Confidence & {
  readonly catalogue: Pick<PersonalData, "models">;
  readonly area: PersonalArea;
  readonly policy: Masking | undefined;
  /** Columns that the copy has; undefined where that could not be read. */
  readonly there: readonly TextColumn[] | undefined;
};
export type NamedVerdict = { readonly subject: string; readonly verdict: ColumnVerdict };

/** Every column of a model that is of the area and must be masked, judged. */
export function judgeModel(compared: ComparedModel, judging: Judging): readonly NamedVerdict[] {
  const { catalogue, area, policy } = judging;
  const { model, found, moved, looked } = compared;
  const spec = catalogue.models[model];
  const isMeant = (column: string): boolean =>
    spec !== undefined &&
    (spec.columns[column]?.area ?? spec.area) === area &&
    decisionOf({ model, column }, catalogue, policy) === "masked";
  const named = (column: string, verdict: ColumnVerdict): NamedVerdict => ({
    subject: `${model},${column}`,
    verdict,
  });
  const columns = compared.columns.filter(({ column }) => isMeant(column));
  const judged = columns.map((column) => {
    const low = spec?.columns[column.column]?.low_entropy === true;
    return named(column.column, judgeColumn(column, compared, { ...judging, low }));
  });
  const isLeak = judged.some(({ verdict }) => verdict.is === "leak");
  if (!isLeak && columns.length > 0 && moved * 2 > found) {
    const why = `the rows of ${model} do not line up: ${moved} of ${plural(looked, "row")} of the fingerprint were made at another time here`;
    return [named("", { is: "unknown", why })];
  }
  return [...judged, ...unseen(compared, judging, spec).filter(isMeant).map(blind)];

  function blind(column: string): NamedVerdict {
    const why = `${model}.${column} could not be compared: production's fingerprint lacks it, or it may not be read here`;
    return named(column, { is: "unknown", why });
  }
}

/** Columns that the copy has and that were not compared. Files are compared by their checksums. */
function unseen(
  { model, via, columns, unreadable }: ComparedModel,
  { there }: Judging,
  spec: PersonalModel | undefined,
): readonly string[] {
  if (there === undefined) return unreadable;
  const seen = new Set(columns.map(({ column }) => column));
  const isOfFiles = (column: string): boolean =>
    ["image", "binary"].includes(spec?.columns[column]?.kind ?? "");
  return there
    .filter((one) => one.model === model && !seen.has(one.column) && !isOfFiles(one.column))
    .filter(({ type }) => type !== "binary" && !(via === "rpc" && type === "properties"))
    .map(({ column }) => column);
}
