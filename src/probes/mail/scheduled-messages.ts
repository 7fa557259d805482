import { odooScheduledNotifications } from "../../facts/odoo-scheduled-notifications.ts";
import { sqlScheduledMessages } from "../../facts/sql-scheduled-messages.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { queueFindings } from "./queue.ts";

export const scheduledMessages = check({
  id: "mail.scheduled-messages",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  versions: { from: 16 },
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No message is scheduled to be sent",
  failTitle: "A message is scheduled to be sent",
  why: "Its time comes in the copy as well, and Odoo then writes to the customers whom somebody in production chose.",
  remedy:
    "In Settings, Technical, Scheduled Messages: delete the notifications; cancel the messages on the records that show them.",
  references: ["FR-4 Mail suppression"],
  needs: { notifications: odooScheduledNotifications },
  wants: { messages: sqlScheduledMessages },
  judge({ notifications, messages }) {
    const findings = [
      ...queueFindings(notifications, {
        subject: "mail.message.schedule,waiting",
        one: "notification is scheduled",
        many: "notifications are scheduled",
        remedy: "Delete the scheduled notifications.",
      }),
      ...(messages.state === "known"
        ? queueFindings(messages.value, {
            subject: "mail.scheduled.message,waiting",
            one: "message is scheduled",
            many: "messages are scheduled",
            remedy: "Delete the scheduled messages.",
          })
        : []),
    ];
    if (findings.length > 0 || messages.state !== "unknown") {
      return failOrPass(findings, "nothing is scheduled");
    }
    // Odoo's API hides those of records that the user may not post on: without SQL nobody can say "none".
    return messages.reason === "transport_not_configured"
      ? failOrPass(
          [],
          "no notification is scheduled; messages on records can be counted by SQL alone",
        )
      : { outcome: "unknown", reason: messages.reason, detail: messages.detail };
  },
});
