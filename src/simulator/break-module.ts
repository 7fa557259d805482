import { addRow, type Break } from "./break-tools.ts";
import { moduleFiles } from "./odoo/seed/code.ts";

/** A module of somebody's own is installed, with its code on the host. */
export const withModule =
  (name: string, lines: readonly string[]): Break =>
  (spec) => ({
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
