import { collector } from "./collector.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

/** Letters that the next run of the cron prints: the pending ones, and the failed ones, which it tries again after
 * most errors. */
export const odooLetterQueue = collector({
  id: "odoo.letter-queue",
  title: "Waiting letters",
  schema: tallySchema,
  module: () => "snailmail",
  sources: fromScan(
    () => ({
      kind: "scan",
      model: "snailmail.letter",
      fields: {},
      where: { field: "state", op: "in", value: ["pending", "error"] },
      keep: () => true,
      enough: enoughRows,
    }),
    tally,
  ),
});
