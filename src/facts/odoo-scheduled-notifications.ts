import { collector } from "./collector.ts";
import { everything } from "./read.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

/** Notifications with a time to be sent at; Odoo has them from 16 on. */
export const odooScheduledNotifications = collector({
  id: "odoo.scheduled-notifications",
  title: "Scheduled notifications",
  schema: tallySchema,
  module: () => "mail",
  sources: fromScan(
    ({ version }) =>
      version.major < 16
        ? { absent: "Odoo schedules notifications from version 16 on" }
        : {
            kind: "scan",
            model: "mail.message.schedule",
            fields: {},
            where: everything,
            keep: () => true,
            enough: enoughRows,
          },
    tally,
  ),
});
