import { collector } from "./collector.ts";
import { queueOf, queueRead, queueSchema } from "./queue.ts";
import { fromScan } from "./source.ts";

const states = { model: "mail.mail", waiting: ["outgoing"], failed: ["exception"] };

/** Mails that leave on the day that a server or the mail cron is switched on, and mails that failed. */
export const odooMailQueue = collector({
  id: "odoo.mail-queue",
  title: "Waiting and failed mails",
  schema: queueSchema,
  module: () => "mail",
  sources: fromScan(
    () => queueRead(states),
    (result) => queueOf(states, result),
  ),
});
