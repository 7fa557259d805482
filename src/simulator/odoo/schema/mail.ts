import {
  binary,
  boolean,
  char,
  datetime,
  float,
  html,
  integer,
  internalUser,
  many2many,
  many2one,
  one2many,
  reference,
  secret,
  selection,
  settings,
  text,
  type FieldDefinition,
  type ModelDefinition,
} from "./define.ts";

/** What google_gmail and microsoft_outlook add to both kinds of mail server. */
const tokens: Readonly<Record<string, FieldDefinition>> = {
  google_gmail_access_token: char({ ...secret, from: 16 }),
  google_gmail_access_token_expiration: integer({ ...secret, from: 16 }),
  google_gmail_authorization_code: char({ ...secret, from: 16, to: 18 }),
  google_gmail_refresh_token: char({ ...secret, from: 16 }),
  google_gmail_uri: char({ ...secret, from: 16, store: false }),
  microsoft_outlook_access_token: char({ ...secret, from: 19 }),
  microsoft_outlook_access_token_expiration: integer({ ...secret, from: 19 }),
  microsoft_outlook_refresh_token: char({ ...secret, from: 19 }),
  microsoft_outlook_uri: char({ ...secret, from: 19, store: false }),
};

const outgoing: ModelDefinition = {
  title: "Mail Server",
  order: "sequence",
  readers: [settings],
  fields: {
    ...tokens,
    active: boolean(),
    from_filter: char({ from: 15 }),
    mail_template_ids: one2many("mail.template", { from: 16 }),
    max_email_size: float({ from: 18 }),
    name: char(),
    owner_limit_count: integer({ from: 19 }),
    owner_limit_time: datetime({ from: 19 }),
    owner_user_id: many2one("res.users", { from: 19 }),
    sequence: integer(),
    smtp_authentication: selection({ from: 15 }),
    smtp_authentication_info: text({ from: 16, store: false }),
    smtp_debug: boolean(),
    smtp_encryption: selection(),
    smtp_host: char(),
    smtp_pass: char(secret),
    smtp_port: integer(),
    smtp_ssl_certificate: binary({ ...secret, from: 15 }),
    smtp_ssl_private_key: binary({ ...secret, from: 15 }),
    smtp_user: char(secret),
  },
};

const incoming: ModelDefinition = {
  title: "Incoming Mail Server",
  order: "priority",
  readers: [settings],
  module: (major) => (major >= 16 ? "mail" : "fetchmail"),
  fields: {
    ...tokens,
    active: boolean(),
    attach: boolean(),
    configuration: text(),
    date: datetime(),
    error_date: datetime({ from: 19 }),
    error_message: text({ from: 19 }),
    is_ssl: boolean(),
    message_ids: one2many("mail.mail"),
    name: char(),
    object_id: many2one("ir.model"),
    original: boolean(),
    password: char(),
    port: integer(),
    priority: integer(),
    script: char(),
    server: char(),
    server_type: selection(),
    server_type_info: text({ from: 16, store: false }),
    state: selection(),
    user: char(),
  },
};

const mails: ModelDefinition = {
  title: "Outgoing Mails",
  order: "id desc",
  readers: [settings],
  module: () => "mail",
  fields: {
    auto_delete: boolean(),
    email_cc: char(),
    email_from: char({ store: false, related: ["mail_message_id", "email_from"] }),
    email_to: text(),
    failure_reason: text(),
    failure_type: selection({ from: 15 }),
    mail_message_id: many2one("mail.message"),
    mail_server_id: many2one("ir.mail_server", {
      store: false,
      related: ["mail_message_id", "mail_server_id"],
    }),
    recipient_ids: many2many("res.partner"),
    scheduled_date: datetime({ from: 16 }),
    state: selection(),
    subject: char({ store: false, related: ["mail_message_id", "subject"] }),
  },
};

const messages: ModelDefinition = {
  title: "Message",
  order: "id desc",
  readers: [internalUser],
  module: () => "mail",
  fields: {
    body: html(),
    date: datetime(),
    email_from: char(),
    mail_server_id: many2one("ir.mail_server"),
    message_type: selection(),
    model: char(),
    reply_to: char(),
    res_id: reference(),
    subject: char(),
  },
};

const templates: ModelDefinition = {
  title: "Email Templates",
  order: "name",
  readers: [internalUser],
  module: () => "mail",
  fields: {
    active: boolean({ from: 16 }),
    auto_delete: boolean(),
    email_from: char(),
    email_to: char(),
    lang: char(),
    mail_server_id: many2one("ir.mail_server"),
    model: char(),
    model_id: many2one("ir.model"),
    name: char(),
    reply_to: char(),
    subject: char(),
  },
};

/** Devices that can be pushed to, and what waits to be: other models in 17 than since. */
const pushDevices: ModelDefinition = {
  title: "Push Notification Device",
  order: "id",
  readers: [settings],
  module: () => "mail",
  fields: { endpoint: char(), keys: char(), partner_id: many2one("res.partner") },
};
const pushQueue: ModelDefinition = {
  title: "Push Notifications",
  order: "id",
  readers: [settings],
  module: () => "mail",
  fields: { payload: text() },
};

export const mailModels: Readonly<Record<string, ModelDefinition>> = {
  "ir.mail_server": outgoing,
  "fetchmail.server": incoming,
  "mail.mail": mails,
  "mail.message": messages,
  "mail.template": templates,
  "mail.partner.device": { ...pushDevices, from: 17, to: 17 },
  "mail.notification.web.push": { ...pushQueue, from: 17, to: 17 },
  "mail.push.device": { ...pushDevices, from: 18 },
  "mail.push": { ...pushQueue, from: 18 },
};
