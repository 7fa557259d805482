import { mapRows, rowsOf, type SimDatabase, type SimRow } from "./odoo/database.ts";
import { fitRow, type SeedRow } from "./odoo/seed/context.ts";
import { odooConfPath, type EnvironmentSpec, type SimFile } from "./spec.ts";

/** One thing wrong with an environment: a new value, the given one untouched. */
export type Break = (spec: EnvironmentSpec) => EnvironmentSpec;

export const inDatabase =
  (change: (database: SimDatabase) => SimDatabase): Break =>
  (spec) => ({ ...spec, database: change(spec.database) });

/** Changes the rows of a model; a model that the version or the modules lack stays missing. */
export const changeRows = (
  model: string,
  change: (rows: readonly SimRow[]) => readonly SimRow[],
): Break => inDatabase((database) => mapRows(database, model, change));

/** Sets values in the rows of a model that `where` picks; every row when it is left out. */
export const setRows = (
  model: string,
  values: Partial<SimRow>,
  where: (row: SimRow) => boolean = () => true,
): Break =>
  changeRows(model, (rows) =>
    rows.map((row) => (where(row) ? { ...row, ...values, id: row.id } : row)),
  );

/** `database` with a row more; a model that the version or the modules lack stays missing. */
export function addRow(database: SimDatabase, model: string, row: SeedRow): SimDatabase {
  const fields = Object.keys(database.models[model]?.fields ?? {});
  const created = String(rowsOf(database, model)[0]?.["create_date"] ?? "2026-11-01 08:00:00");
  return mapRows(database, model, (rows) => [...rows, fitRow(row, fields, created)]);
}

/** Changes `odoo.conf` of the host. */
export const inOdooConf =
  (change: (file: SimFile) => SimFile): Break =>
  (spec) => {
    const file = spec.host.files[odooConfPath];
    if (file === undefined) return spec;
    const files = { ...spec.host.files, [odooConfPath]: change(file) };
    return { ...spec, host: { ...spec.host, files } };
  };

/** One break after the other. */
export const both =
  (...breaks: readonly Break[]): Break =>
  (spec) => {
    let broken = spec;
    for (const one of breaks) broken = one(broken);
    return broken;
  };
