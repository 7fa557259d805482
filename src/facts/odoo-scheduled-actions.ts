import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Active scheduled actions. `cron_name` is the stored name, in every version. */
export const odooScheduledActions = collector({
  id: "odoo.scheduled-actions",
  title: "Active scheduled actions",
  schema: z.array(z.strictObject({ id: z.int(), name: z.string().nullable() })),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.cron",
      fields: { name: { name: "cron_name", kind: "text" } },
      where: { field: "active", op: "=", value: true },
    }),
    (rows) => rows,
  ),
});
