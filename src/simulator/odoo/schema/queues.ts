import {
  boolean,
  char,
  datetime,
  integer,
  internalUser,
  many2one,
  selection,
  settings,
  text,
  type ModelDefinition,
} from "./define.ts";

const texts: ModelDefinition = {
  title: "Outgoing SMS",
  order: "id DESC",
  readers: [settings],
  module: () => "sms",
  fields: {
    body: text(),
    failure_type: selection({ from: 15 }),
    mail_message_id: many2one("mail.message"),
    number: char(),
    partner_id: many2one("res.partner"),
    state: selection(),
  },
};

const letters: ModelDefinition = {
  title: "Snailmail Letter",
  order: "id",
  readers: [internalUser],
  module: () => "snailmail",
  fields: {
    company_id: many2one("res.company"),
    error_code: selection(),
    model: char(),
    partner_id: many2one("res.partner"),
    res_id: integer(),
    state: selection(),
  },
};

const mailings: ModelDefinition = {
  title: "Mass Mailing",
  order: "sent_date DESC",
  readers: [settings, "mass_mailing.group_mass_mailing_user"],
  module: () => "mass_mailing",
  fields: {
    active: boolean(),
    mail_server_id: many2one("ir.mail_server"),
    mailing_type: selection(),
    schedule_date: datetime(),
    sent_date: datetime(),
    state: selection(),
    subject: char(),
  },
};

const digests: ModelDefinition = {
  title: "Digest",
  order: "id",
  readers: [internalUser],
  module: () => "digest",
  fields: {
    company_id: many2one("res.company"),
    name: char(),
    periodicity: selection(),
    state: selection(),
  },
};

/** OCA's queue_job. */
const jobs: ModelDefinition = {
  title: "Queue Job",
  order: "date_created DESC, date_done DESC",
  readers: ["queue_job.group_queue_job_manager"],
  module: () => "queue_job",
  fields: {
    channel: char(),
    company_id: many2one("res.company"),
    date_created: datetime(),
    date_done: datetime(),
    model_name: char(),
    name: char(),
    state: selection(),
    uuid: char(),
  },
};

const notifications: ModelDefinition = {
  from: 16,
  title: "Scheduled Messages",
  order: "scheduled_datetime DESC, id DESC",
  readers: [settings],
  module: () => "mail",
  fields: {
    mail_message_id: many2one("mail.message"),
    notification_parameters: text(),
    scheduled_datetime: datetime(),
  },
};

export const queueModels: Readonly<Record<string, ModelDefinition>> = {
  "sms.sms": texts,
  "snailmail.letter": letters,
  "mailing.mailing": mailings,
  "digest.digest": digests,
  "queue.job": jobs,
  "mail.message.schedule": notifications,
};
