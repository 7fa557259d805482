import { collector } from "./collector.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

/** Mails in state `outgoing`: they leave on the day that a server or the mail cron is switched on. */
export const odooMailQueue = collector({
  id: "odoo.mail-queue",
  title: "Waiting mails",
  schema: tallySchema,
  module: () => "mail",
  sources: fromScan(
    () => ({
      kind: "scan",
      model: "mail.mail",
      fields: {},
      where: { field: "state", op: "=", value: "outgoing" },
      keep: () => true,
      enough: enoughRows,
    }),
    tally,
  ),
});
