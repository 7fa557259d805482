import { odooMailingQueue } from "../../facts/odoo-mailing-queue.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const mailingQueue = check({
  id: "mail.mailing-queue",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No mass mailing waits to be sent",
  failTitle: "A mass mailing waits to be sent",
  why: "It goes to the whole list of production's contacts on the day that a mail server and its cron are switched on again.",
  remedy:
    "In Email Marketing: cancel the mailings that are in the queue or being sent, which puts them back to draft.",
  references: ["FR-4 Mail suppression"],
  needs: { mailings: odooMailingQueue },
  judge: ({ mailings }) =>
    judgeQueue(mailings, {
      subject: "mailing.mailing,in_queue",
      one: "mailing waits",
      many: "mailings wait",
      remedy: "Put the mailings in the queue back to draft.",
    }),
});
