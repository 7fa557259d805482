import { addRow, both, inDatabase, inOdooConf, setRows, type Break } from "./break-tools.ts";
import { mapRows } from "./odoo/database.ts";
import { companyDomain } from "./odoo/seed/people.ts";
import { queuedMail } from "./odoo/seed/mail.ts";

const withoutFallback = inOdooConf((file) => ({
  ...file,
  content: file.content.replaceAll(/^smtp_server .*\n/gm, ""),
}));

const state = (model: string, waiting: string): Break =>
  setRows(model, { state: waiting }, (row) => row.id === 1);

const scheduled = inDatabase((database) =>
  addRow(database, "mail.message.schedule", {
    id: 1,
    mail_message_id: 1,
    scheduled_datetime: "2026-12-01 08:00:00",
  }),
);

/** Up to 15 a template's server is used though it is archived; what is pinned later is the catalogue's question. */
const pinned = inDatabase((database) =>
  database.major <= 15
    ? mapRows(database, "mail.template", (rows) =>
        rows.map((row) => (row.id === 1 ? { ...row, mail_server_id: 1 } : row)),
      )
    : database,
);

/** Odoo hands its mail to the host, whose postfix has a smart host. */
const relaying: Break = both(
  setRows("ir.mail_server", { smtp_host: "localhost", smtp_port: 587 }, (row) => row.id === 2),
  (spec) => ({
    ...spec,
    host: {
      ...spec.host,
      listening: [...spec.host.listening, 587],
      postfix: {
        default_transport: "smtp",
        relay_transport: "relay",
        relayhost: "[smtp.harbour-goods.com]:587",
      },
    },
  }),
);

/** Odoo sends to the catcher's address, where something else takes the mail. */
const elsewhere: Break = both(
  setRows("ir.mail_server", { smtp_host: "127.0.0.1", smtp_port: 1025 }, (row) => row.id === 2),
  (spec) => ({ ...spec, catcher: { ...spec.catcher, receives: false } }),
);

/** The company's relay answers on the port that programs send to. */
const letOut: Break = (spec) => ({
  ...spec,
  host: { ...spec.host, reaches: [...spec.host.reaches, `smtp.${companyDomain}:587`] },
});

/** The breaks of the checks on mail, by the check that must see them, each breaking nothing else. */
export const mailBreaks = {
  "mail.outgoing-servers": setRows("ir.mail_server", { active: true }, (row) => row.id === 1),
  "mail.incoming-servers": setRows("fetchmail.server", { active: true, state: "done" }),
  "mail.fallback-server": both(setRows("ir.mail_server", { active: false }), withoutFallback),
  "mail.outgoing-queue": inDatabase((database) => {
    // Ids of its own, so that it may follow any other break; the message of the first mail serves.
    const mail = { ...queuedMail(50, "contact100@example.com", "outgoing"), mail_message_id: 1 };
    return addRow(database, "mail.mail", mail);
  }),
  "mail.host-mta": relaying,
  "mail.egress": letOut,
  "mail.canary": elsewhere,
  "mail.archived-servers": pinned,
  "mail.failed-mails": state("mail.mail", "exception"),
  "mail.sms-queue": state("sms.sms", "outgoing"),
  "mail.failed-sms": state("sms.sms", "error"),
  "mail.letter-queue": state("snailmail.letter", "pending"),
  "mail.mailing-queue": state("mailing.mailing", "in_queue"),
  "mail.scheduled-messages": scheduled,
  "mail.digests": state("digest.digest", "activated"),
  "mail.job-queue": state("queue.job", "pending"),
  "mail.failed-jobs": state("queue.job", "failed"),
} as const satisfies Readonly<Record<string, Break>>;
