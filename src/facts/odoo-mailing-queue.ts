import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";
import { tally, tallySchema } from "./tally.ts";

/** Mass mailings in the queue or half sent. */
export const odooMailingQueue = collector({
  id: "odoo.mailing-queue",
  title: "Waiting mailings",
  schema: tallySchema,
  module: () => "mass_mailing",
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "mailing.mailing",
      fields: {},
      where: { field: "state", op: "in", value: ["in_queue", "sending"] },
    }),
    (rows) => tally({ kept: rows, scanned: rows.length, complete: true }),
  ),
});
