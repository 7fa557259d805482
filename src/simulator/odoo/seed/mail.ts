import { daysAgo, type SeedContext, type SeedRow, type SeedRows } from "./context.ts";
import { companyDomain, emailOf } from "./people.ts";

/** Mail servers as a neutralised copy has them: the real ones archived, one dummy that resolves nowhere. */
function outgoing(context: SeedContext): readonly SeedRow[] {
  const production = context.kind === "production";
  const relay: SeedRow = {
    id: 1,
    name: "Company relay",
    smtp_host: `smtp.${companyDomain}`,
    smtp_port: 587,
    smtp_encryption: "starttls",
    smtp_authentication: "login",
    smtp_debug: false,
    sequence: 5,
    smtp_user: production ? `erp@${companyDomain}` : null,
    smtp_pass: production ? "simulated-relay-password" : null,
    active: production,
  };
  const dummy: SeedRow = {
    id: 2,
    name: "Dummy of the neutralised copy",
    smtp_host: "invalid",
    smtp_port: 1025,
    smtp_encryption: "none",
    smtp_authentication: "login",
    smtp_debug: false,
    active: true,
  };
  return production ? [relay] : [relay, dummy];
}

function incoming({ kind }: SeedContext): readonly SeedRow[] {
  const production = kind === "production";
  return [
    {
      id: 1,
      name: "Shared inbox",
      server: `imap.${companyDomain}`,
      port: 993,
      server_type: "imap",
      is_ssl: true,
      attach: true,
      original: false,
      priority: 5,
      user: `inbox@${companyDomain}`,
      password: production ? "simulated-inbox-password" : null,
      state: production ? "done" : "draft",
      active: production,
    },
  ];
}

function message(context: SeedContext, id: number, subject: string): SeedRow {
  return {
    id,
    subject,
    body: `<p>${subject}</p>`,
    email_from: emailOf(context, "orders"),
    reply_to: emailOf(context, "orders"),
    date: daysAgo(context, 3),
    message_type: "email",
    mail_server_id: null,
    model: null,
    res_id: null,
  };
}

/** A mail in the queue with its message, both under the same id. */
export function queuedMail(id: number, emailTo: string, state: string): SeedRow {
  return { id, mail_message_id: id, email_to: emailTo, email_cc: null, state, auto_delete: false };
}

/** Templates: production sends invoices through a server of their own. */
function templates({ kind }: SeedContext): readonly SeedRow[] {
  const template = (id: number, name: string, model: string): SeedRow => ({
    id,
    name,
    model,
    subject: name,
    active: true,
    auto_delete: true,
    mail_server_id: null,
  });
  return [
    template(1, "Order confirmation", "sale.order"),
    {
      ...template(2, "Invoice", "account.move"),
      mail_server_id: kind === "production" ? 1 : null,
    },
  ];
}

/** Devices of production's users, and what waits to be pushed to them. */
const pushed = ({ kind }: SeedContext, row: SeedRow): readonly SeedRow[] =>
  kind === "production" ? [row] : [];

/** Servers both ways, templates and the queue: a copy has nothing waiting, and nothing pinned. */
export function mailRows(context: SeedContext): SeedRows {
  const waiting = context.kind === "production" ? "outgoing" : "cancel";
  return {
    "ir.mail_server": outgoing(context),
    "fetchmail.server": incoming(context),
    "mail.template": templates(context),
    ...Object.fromEntries(
      ["mail.partner.device", "mail.push.device"].map((model) => [
        model,
        pushed(context, { id: 1, endpoint: "https://push.example/1", keys: "{}", partner_id: 16 }),
      ]),
    ),
    ...Object.fromEntries(
      ["mail.notification.web.push", "mail.push"].map((model) => [
        model,
        pushed(context, { id: 1, payload: "{}" }),
      ]),
    ),
    "mail.message": [
      message(context, 1, "Your order is on its way"),
      message(context, 2, "Invoice of last month"),
    ],
    "mail.mail": [
      queuedMail(1, emailOf(context, "contact100"), waiting),
      queuedMail(2, emailOf(context, "contact101"), "sent"),
    ],
  };
}
