import { odooSmsQueue } from "../../facts/odoo-sms-queue.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const failedSms = check({
  id: "mail.failed-sms",
  control: "mail_suppression",
  severity: "low",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No failed text message is left over",
  failTitle: "Failed text messages are left over",
  why: "One press of Retry sends them, to the customers whose numbers came with production's data.",
  remedy: "In Settings, Technical, SMS: cancel or delete the messages in state Error.",
  references: ["FR-4 Mail suppression"],
  needs: { queue: odooSmsQueue },
  judge: ({ queue }) =>
    judgeQueue(queue.failed, {
      subject: "sms.sms,error",
      one: "failed text message is left over",
      many: "failed text messages are left over",
      remedy: "Cancel or delete the text messages in state Error.",
    }),
});
