import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Whether nobody can guess `database.secret`, by its length and variety alone; null when there is none. */
export const odooSecretStrength = collector({
  id: "odoo.secret-strength",
  title: "Strength of database.secret",
  schema: z.boolean().nullable(),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.config_parameter",
      fields: { strong: { name: "value", kind: "unguessable" } },
      where: { field: "key", op: "=", value: "database.secret" },
    }),
    (rows) => rows[0]?.["strong"] ?? null,
  ),
});
