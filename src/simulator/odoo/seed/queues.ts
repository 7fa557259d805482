import { daysAgo, type SeedContext, type SeedRow, type SeedRows } from "./context.ts";

/** What a model holds: one row that is over, and in production one that waits. */
function pair(
  context: SeedContext,
  over: string,
  waiting: string,
  values: Omit<SeedRow, "id">,
): readonly SeedRow[] {
  const done: SeedRow = { ...values, id: 1, state: over };
  return context.kind === "production" ? [done, { ...values, id: 2, state: waiting }] : [done];
}

/** Queues beside that of mails, and what may be pinned to a mail server. */
export function queueRows(context: SeedContext): SeedRows {
  const production = context.kind === "production";
  const server = production ? 1 : null;
  return {
    "sms.sms": pair(context, production ? "sent" : "canceled", "outgoing", {
      number: "+12025550100",
      body: "Your parcel arrives today.",
    }),
    "snailmail.letter": pair(context, production ? "sent" : "canceled", "pending", {
      model: "account.move",
      res_id: 1,
      partner_id: 100,
      company_id: 1,
    }),
    "mailing.mailing": pair(context, production ? "done" : "draft", "in_queue", {
      subject: "Spring offers",
      mailing_type: "mail",
      mail_server_id: server,
      active: true,
      sent_date: daysAgo(context, 30),
    }),
    "digest.digest": [
      {
        id: 1,
        name: "Your Odoo Periodic Digest",
        periodicity: "daily",
        state: production ? "activated" : "deactivated",
        company_id: null,
      },
    ],
    "queue.job": pair(context, "done", "pending", {
      name: "Send the invoice to the customer's portal",
      model_name: "account.move",
      channel: "root",
      uuid: "00000000-0000-4000-8000-000000000001",
      company_id: 1,
      date_created: daysAgo(context, 2),
    }),
    "mail.message.schedule": production
      ? [{ id: 1, mail_message_id: 1, scheduled_datetime: daysAgo(context, -1) }]
      : [],
  };
}
