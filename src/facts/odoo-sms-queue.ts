import { collector } from "./collector.ts";
import { queueOf, queueRead, queueSchema } from "./queue.ts";
import { fromScan } from "./source.ts";

const states = { model: "sms.sms", waiting: ["outgoing", "process"], failed: ["error"] };

/** Text messages that wait or that a worker had taken when the copy was made (`process`, from 17 on), and failed
 * ones. */
export const odooSmsQueue = collector({
  id: "odoo.sms-queue",
  title: "Waiting and failed text messages",
  schema: queueSchema,
  module: () => "sms",
  sources: fromScan(
    () => queueRead(states),
    (result) => queueOf(states, result),
  ),
});
