import { odooMailQueue } from "../../facts/odoo-mail-queue.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const outgoingQueue = check({
  id: "mail.outgoing-queue",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No mail waits to be sent",
  failTitle: "Mail waits to be sent",
  why: "Mail copied with production's queue leaves on the day that a server or the mail cron is switched on again.",
  remedy: "In Settings, Technical, Emails: cancel or delete the mails in state Outgoing.",
  references: ["FR-4 Mail suppression"],
  needs: { queue: odooMailQueue },
  judge: ({ queue }) =>
    judgeQueue(queue.waiting, {
      subject: "mail.mail,outgoing",
      one: "mail waits in the queue",
      many: "mails wait in the queue",
      remedy: "Cancel or delete the mails in state Outgoing.",
    }),
});
