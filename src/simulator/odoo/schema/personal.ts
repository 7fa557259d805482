import {
  char,
  html,
  internalUser,
  many2one,
  reference,
  selection,
  settings,
  text,
  type ModelDefinition,
} from "./define.ts";

const attachments: ModelDefinition = {
  title: "Attachment",
  order: "id desc",
  readers: [internalUser],
  fields: {
    checksum: char(),
    description: text(),
    index_content: text(),
    mimetype: char(),
    name: char(),
    res_field: char(),
    res_id: reference(),
    res_model: char(),
    store_fname: char(),
    type: selection(),
  },
};

const bankAccounts: ModelDefinition = {
  title: "Bank Accounts",
  order: "sequence, id",
  readers: [internalUser],
  fields: {
    acc_holder_name: char(),
    acc_number: char(),
    partner_id: many2one("res.partner"),
    sanitized_acc_number: char(),
  },
};

const trackedValues: ModelDefinition = {
  title: "Mail Tracking Value",
  order: "id desc",
  readers: [settings],
  module: () => "mail",
  fields: {
    mail_message_id: many2one("mail.message"),
    new_value_char: char(),
    new_value_text: text(),
    old_value_char: char(),
    old_value_text: text(),
  },
};

const leads: ModelDefinition = {
  title: "Lead/Opportunity",
  order: "priority desc, id desc",
  readers: [internalUser],
  module: () => "crm",
  fields: {
    contact_name: char(),
    email_from: char(),
    name: char(),
    phone: char(),
  },
};

const employees: ModelDefinition = {
  title: "Employee",
  order: "name",
  readers: [internalUser],
  module: () => "hr",
  fields: { name: char(), work_email: char(), work_phone: char() },
};

const orders: ModelDefinition = {
  title: "Sales Order",
  order: "date_order desc, id desc",
  readers: [internalUser],
  module: () => "sale",
  fields: {
    client_order_ref: char(),
    name: char(),
    note: [text({ to: 14 }), html({ from: 15 })],
    partner_id: many2one("res.partner"),
  },
};

const logs: ModelDefinition = {
  title: "Logging",
  order: "id desc",
  readers: [settings],
  fields: { func: char(), level: char(), message: text(), name: char(), path: char() },
};

/** Where personal data lies, beside the models that say something else as well. */
export const personalModels: Readonly<Record<string, ModelDefinition>> = {
  "ir.attachment": attachments,
  "res.partner.bank": bankAccounts,
  "mail.tracking.value": trackedValues,
  "crm.lead": leads,
  "hr.employee": employees,
  "sale.order": orders,
  "ir.logging": logs,
};
