import { everything, type Condition } from "../../facts/read.ts";
import { tableOf, type PersonalData, type PersonalModel } from "../../model/personal-data.ts";
import { inRange, type OdooVersion } from "../../model/versions.ts";
import type { CellColumn } from "./cells.ts";

/** What is read of one model of the catalogue, to be fingerprinted or compared. */
export type CellSpec = {
  readonly table: string;
  readonly where: Condition;
  readonly columns: readonly CellColumn[];
};

/** By model, for one version of Odoo; without `modules` as if every module were installed. */
export function cellModels({
  personalData,
  version,
  modules,
}: {
  readonly personalData: PersonalData;
  readonly version: OdooVersion;
  readonly modules: readonly string[] | undefined;
}): ReadonlyMap<string, CellSpec> {
  const found = new Map<string, CellSpec>();
  for (const [name, model] of Object.entries(personalData.models)) {
    const { module, versions = {}, where = everything } = model;
    if (modules?.includes(module) === false || !inRange(version, versions)) continue;
    if (personalData.areas[model.area].compared_by !== undefined) continue;
    found.set(name, {
      table: tableOf(name, model, version),
      where,
      columns: columnsOf(model, version),
    });
  }
  return found;
}

/** Files are compared by the checksum that Odoo keeps of each. */
const asFiles: ReadonlySet<string> = new Set(["image", "binary"]);

const columnsOf = ({ columns }: PersonalModel, version: OdooVersion): readonly CellColumn[] =>
  Object.entries(columns)
    .filter(([, { kind, versions }]) => !asFiles.has(kind) && inRange(version, versions ?? {}))
    .map(([name, { kind }]) => ({ name, kind }));
