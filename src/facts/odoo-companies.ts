import { z } from "zod";
import { collector } from "./collector.ts";
import { everything } from "./read.ts";
import { fromRecords } from "./source.ts";

/** Ids of the companies that the auditor's user can see; all of them only with the access-rights group. */
export const odooCompanies = collector({
  id: "odoo.companies",
  title: "Companies",
  schema: z.array(z.int()),
  sources: fromRecords(
    () => ({ kind: "records", model: "res.company", fields: {}, where: everything }),
    (rows) => rows.map((row) => row.id),
  ),
});
