import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** `database.create_date` in ISO 8601, or null when the database has none. A raw clone keeps its origin's. */
export const odooCreateDate = collector({
  id: "odoo.create-date",
  title: "Creation of the database",
  schema: z.iso.datetime().nullable(),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.config_parameter",
      fields: { value: { name: "value", kind: "datetime" } },
      where: { field: "key", op: "=", value: "database.create_date" },
    }),
    (rows) => rows[0]?.["value"] ?? null,
  ),
});
