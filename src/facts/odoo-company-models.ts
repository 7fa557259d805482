import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Models whose rows belong to companies: what Odoo's record rules hide by company. */
export const odooCompanyModels = collector({
  id: "odoo.company-models",
  title: "Models with a company",
  schema: z.array(z.string()),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.model.fields",
      fields: { model: { name: "model", kind: "text" } },
      where: { field: "name", op: "in", value: ["company_id", "company_ids"] },
    }),
    (rows) => [...new Set(rows.map((row) => row["model"]))],
  ),
});
