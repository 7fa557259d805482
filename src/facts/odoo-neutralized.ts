import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/**
 * The text of `database.is_neutralized`, or null. Read as a row, never by `get_param`, whose cache still
 * answers False on a running server after it was neutralised from the command line.
 */
export const odooNeutralized = collector({
  id: "odoo.neutralized",
  title: "Neutralised flag",
  schema: z.string().nullable(),
  sources: fromRecords(
    ({ version }) =>
      version.major < 16
        ? { absent: "Odoo neutralises databases from version 16 on" }
        : {
            kind: "records",
            model: "ir.config_parameter",
            fields: { value: { name: "value", kind: "text" } },
            where: { field: "key", op: "=", value: "database.is_neutralized" },
          },
    (rows) => rows[0]?.["value"] ?? null,
  ),
});
