import { mapRows, rowsOf, type SimDatabase } from "./odoo/database.ts";
import { moduleFiles } from "./odoo/seed/code.ts";
import { fitRow, type SeedRow } from "./odoo/seed/context.ts";
import type { EnvironmentSpec } from "./spec.ts";

/** The database with a row more; of its values those that the model has fields for. */
export function addRow(database: SimDatabase, model: string, row: SeedRow): SimDatabase {
  const fields = Object.keys(database.models[model]?.fields ?? {});
  const created = String(rowsOf(database, model)[0]?.["create_date"] ?? "2026-11-01 08:00:00");
  return mapRows(database, model, (rows) => [...rows, fitRow(row, fields, created)]);
}

/** A module of somebody's own is installed, with its code on the host. */
export const withModule =
  (name: string, lines: readonly string[]) =>
  (spec: EnvironmentSpec): EnvironmentSpec => ({
    ...spec,
    database: addRow(spec.database, "ir.module.module", {
      id: 900,
      name,
      state: "installed",
      shortdesc: name,
      latest_version: `${spec.database.major}.0.1.0`,
    }),
    host: { ...spec.host, files: { ...spec.host.files, ...moduleFiles(name, lines) } },
  });
