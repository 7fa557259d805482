import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** XML ids of the scheduled actions by record id: names are translated and edited, XML ids are not. */
export const odooCronIds = collector({
  id: "odoo.cron-ids",
  title: "XML ids of scheduled actions",
  schema: z.array(z.strictObject({ cron: z.int(), xmlId: z.string() })),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.model.data",
      fields: {
        module: { name: "module", kind: "text" },
        name: { name: "name", kind: "text" },
        cron: { name: "res_id", kind: "integer" },
      },
      where: { field: "model", op: "=", value: "ir.cron" },
    }),
    (rows) =>
      rows.map((row) => ({
        cron: row["cron"],
        xmlId: `${String(row["module"])}.${String(row["name"])}`,
      })),
  ),
});
