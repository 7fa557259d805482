import { odooMailQueue } from "../../facts/odoo-mail-queue.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const failedMails = check({
  id: "mail.failed-mails",
  control: "mail_suppression",
  severity: "low",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No failed mail is left over",
  failTitle: "Failed mail is left over",
  why: "One press of Retry sends it: to the customer, if it came with production's data.",
  remedy: "In Settings, Technical, Emails: cancel or delete the mails in state Delivery Failed.",
  references: ["FR-4 Mail suppression"],
  needs: { queue: odooMailQueue },
  judge: ({ queue }) =>
    judgeQueue(queue.failed, {
      subject: "mail.mail,exception",
      one: "failed mail is left over",
      many: "failed mails are left over",
      remedy: "Cancel or delete the mails in state Delivery Failed.",
    }),
});
