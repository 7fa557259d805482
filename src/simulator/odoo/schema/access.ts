import {
  accessRights,
  boolean,
  char,
  datetime,
  html,
  integer,
  internalUser,
  many2many,
  many2one,
  one2many,
  selection,
  text,
  type ModelDefinition,
} from "./define.ts";

const ofPartner = (field: string) => ({ store: false, related: ["partner_id", field] }) as const;

const users: ModelDefinition = {
  title: "User",
  order: "name, login",
  readers: [internalUser],
  fields: {
    active: boolean(),
    all_group_ids: many2many("res.groups", { from: 19, store: false }),
    company_id: many2one("res.company"),
    company_ids: many2many("res.company"),
    email: char(ofPartner("email")),
    group_ids: many2many("res.groups", { from: 19 }),
    groups_id: many2many("res.groups", { to: 18 }),
    lang: selection({ store: false }),
    login: char(),
    login_date: datetime({ store: false }),
    mobile: char({ ...ofPartner("mobile"), to: 18 }),
    name: char(ofPartner("name")),
    notification_type: selection(),
    partner_id: many2one("res.partner"),
    password: char({ store: false }),
    phone: char(ofPartner("phone")),
    role: selection({ from: 19, store: false }),
    share: boolean(),
    signature: html(),
    totp_enabled: boolean({ store: false }),
    tz: selection({ store: false }),
  },
};

const groups: ModelDefinition = {
  title: "Access Groups",
  order: "name",
  readers: [internalUser],
  fields: {
    all_user_ids: many2many("res.users", {
      from: 19,
      store: false,
      inverse: ["res.users", "all_group_ids"],
    }),
    category_id: many2one("ir.module.category", { to: 18 }),
    comment: text(),
    full_name: char({ store: false }),
    implied_ids: many2many("res.groups"),
    name: char(),
    privilege_id: many2one("res.groups.privilege", { from: 19 }),
    share: boolean(),
    user_ids: many2many("res.users", { from: 19, inverse: ["res.users", "group_ids"] }),
    users: many2many("res.users", { to: 18, inverse: ["res.users", "groups_id"] }),
  },
};

const companies: ModelDefinition = {
  title: "Companies",
  order: "sequence, name",
  readers: [internalUser],
  fields: {
    active: boolean({ from: 16 }),
    child_ids: one2many("res.company", { inverse: ["res.company", "parent_id"] }),
    email: char(),
    mobile: char({ from: 16, to: 18 }),
    name: char(),
    parent_id: many2one("res.company"),
    partner_id: many2one("res.partner"),
    phone: char(),
    sequence: integer(),
    user_ids: many2many("res.users", { inverse: ["res.users", "company_ids"] }),
  },
};

const partners: ModelDefinition = {
  title: "Contact",
  order: "name",
  readers: [internalUser],
  fields: {
    active: boolean(),
    city: char(),
    company_id: many2one("res.company"),
    display_name: [char({ to: 16 }), char({ from: 17, store: false })],
    email: char(),
    email_normalized: char(),
    is_company: boolean(),
    mobile: char({ to: 18 }),
    name: char(),
    parent_id: many2one("res.partner"),
    partner_share: boolean(),
    phone: char(),
    phone_sanitized: char(),
    street: char(),
    type: selection(),
    user_ids: one2many("res.users", { inverse: ["res.users", "partner_id"] }),
    vat: char(),
    website: char(),
    zip: char(),
  },
};

const apiKeys: ModelDefinition = {
  title: "Users API Keys",
  order: "id",
  readers: [internalUser],
  fields: {
    expiration_date: datetime({ from: 18 }),
    name: char(),
    scope: char(),
    user_id: many2one("res.users"),
  },
};

const accessRules: ModelDefinition = {
  title: "Model Access",
  order: "model_id, group_id, name, id",
  readers: [accessRights],
  fields: {
    active: boolean(),
    group_id: many2one("res.groups"),
    model_id: many2one("ir.model"),
    name: char(),
    perm_create: boolean(),
    perm_read: boolean(),
    perm_unlink: boolean(),
    perm_write: boolean(),
  },
};

export const accessModels: Readonly<Record<string, ModelDefinition>> = {
  "res.users": users,
  "res.users.apikeys": apiKeys,
  "ir.model.access": accessRules,
  "res.groups": groups,
  "res.company": companies,
  "res.partner": partners,
};
