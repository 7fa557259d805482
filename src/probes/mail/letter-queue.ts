import { odooLetterQueue } from "../../facts/odoo-letter-queue.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const letterQueue = check({
  id: "mail.letter-queue",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No letter waits to be printed",
  failTitle: "Letters wait to be printed and posted",
  why: "Odoo's cron prints them on paper, posts them to customers and pays for each; it tries failed ones again as well.",
  remedy:
    "In Settings, Technical, Snailmail Letters: cancel the letters in the queue and the failed ones.",
  references: ["FR-4 Mail suppression"],
  needs: { queue: odooLetterQueue },
  judge: ({ queue }) =>
    judgeQueue(queue, {
      subject: "snailmail.letter,pending",
      one: "letter waits",
      many: "letters wait",
      remedy: "Cancel the letters in the queue and the failed ones.",
    }),
});
