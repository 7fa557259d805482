import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/**
 * Ids of archived companies: Odoo shows their rows to nobody over the API, not even to their own users. Some
 * builds of 14 and 15 have no such field, and so no such company.
 */
export const odooArchivedCompanies = collector({
  id: "odoo.archived-companies",
  title: "Archived companies",
  schema: z.array(z.int()),
  sources: fromRecords(
    ({ version }) => ({
      kind: "records",
      model: "res.company",
      fields: {},
      where: { field: "active", op: "=", value: false },
      alone: version.major <= 15,
    }),
    (rows) => rows.map((row) => row.id),
  ),
});
