import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Ids of the two administrative groups: Settings, and Access Rights (sees every company). */
export const odooGroupIds = collector({
  id: "odoo.group-ids",
  title: "Administrative groups",
  schema: z.strictObject({ system: z.int(), accessRights: z.int() }),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.model.data",
      fields: { name: { name: "name", kind: "text" }, group: { name: "res_id", kind: "integer" } },
      where: {
        all: [
          { field: "module", op: "=", value: "base" },
          { field: "name", op: "in", value: ["group_system", "group_erp_manager"] },
        ],
      },
    }),
    (rows) => ({
      system: rows.find((row) => row["name"] === "group_system")?.["group"],
      accessRights: rows.find((row) => row["name"] === "group_erp_manager")?.["group"],
    }),
  ),
});
