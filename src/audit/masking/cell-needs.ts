import type { ReadContext } from "../../facts/read.ts";
import { fieldsOf } from "../../model/condition.ts";
import type { Environment } from "../../model/environment.ts";
import type { PersonalData } from "../../model/personal-data.ts";
import { cellModels } from "./cell-models.ts";
import type { CellColumn } from "./cells.ts";

export type CellNeeds = {
  /** By table: what is granted as it is. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** What is shown as the digest of one row at a time. */
  readonly secrets: readonly { readonly table: string; readonly column: CellColumn }[];
};

export const noCells: CellNeeds = { columns: new Map(), secrets: [] };

/**
 * What a fingerprint or a comparison with one reads by SQL; nothing where the environment is neither a copy nor
 * the origin of one. Personal data is granted as it is: a role that could ask for digests alone could still try
 * out whom it wants. A secret cannot be tried out. Without functions it is read as everything else.
 */
export function cellNeeds(
  environment: Environment,
  environments: readonly Environment[],
  personalData: PersonalData,
  { version, modules }: ReadContext,
  byFunctions = true,
): CellNeeds {
  const isCompared =
    environment.derivedFrom !== undefined ||
    environments.some(({ derivedFrom }) => derivedFrom === environment.name);
  if (!isCompared) return noCells;
  const isHidden = ({ kind }: CellColumn): boolean => byFunctions && kind === "secret";
  const models = [...cellModels({ personalData, version, modules }).values()];
  return {
    columns: new Map(
      models.map(({ table, where, columns }) => [
        table,
        [
          "create_date",
          ...columns.filter((column) => !isHidden(column)).map(({ name }) => name),
          ...fieldsOf(where),
        ],
      ]),
    ),
    secrets: models.flatMap(({ table, columns }) =>
      columns.filter(isHidden).map((column) => ({ table, column })),
    ),
  };
}
