import { collector } from "./collector.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

/** Mass mailings in the queue or half sent. */
export const odooMailingQueue = collector({
  id: "odoo.mailing-queue",
  title: "Waiting mailings",
  schema: tallySchema,
  module: () => "mass_mailing",
  sources: fromScan(
    () => ({
      kind: "scan",
      model: "mailing.mailing",
      fields: {},
      where: { field: "state", op: "in", value: ["in_queue", "sending"] },
      keep: () => true,
      enough: enoughRows,
    }),
    tally,
  ),
});
