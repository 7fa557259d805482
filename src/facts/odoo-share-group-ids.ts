import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Ids of the groups that make somebody a visitor: Portal and Public. */
export const odooShareGroupIds = collector({
  id: "odoo.share-group-ids",
  title: "Groups of visitors",
  schema: z.array(z.int()),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.model.data",
      fields: { name: { name: "name", kind: "text" }, group: { name: "res_id", kind: "integer" } },
      where: {
        all: [
          { field: "module", op: "=", value: "base" },
          { field: "name", op: "in", value: ["group_portal", "group_public"] },
        ],
      },
    }),
    (rows) => rows.map((row) => row["group"]),
  ),
});
