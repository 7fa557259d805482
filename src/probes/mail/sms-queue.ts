import { odooSmsQueue } from "../../facts/odoo-sms-queue.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const smsQueue = check({
  id: "mail.sms-queue",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No text message waits to be sent",
  failTitle: "Text messages wait to be sent",
  why: "Messages copied with production's queue leave on the day that credits or the SMS cron are back.",
  remedy: "In Settings, Technical, SMS: cancel or delete the messages in the queue.",
  references: ["FR-4 Mail suppression"],
  needs: { queue: odooSmsQueue },
  judge: ({ queue }) =>
    judgeQueue(queue.waiting, {
      subject: "sms.sms,outgoing",
      one: "text message waits",
      many: "text messages wait",
      remedy: "Cancel or delete the text messages in the queue.",
    }),
});
