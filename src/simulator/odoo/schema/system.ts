import {
  accessRights,
  boolean,
  char,
  datetime,
  integer,
  internalUser,
  many2one,
  reference,
  secret,
  selection,
  settings,
  text,
  type ModelDefinition,
} from "./define.ts";

const parameters: ModelDefinition = {
  title: "System Parameter",
  order: "key",
  readers: [settings],
  fields: { key: char(), value: text() },
};

const modules: ModelDefinition = {
  title: "Module",
  order: "application desc, sequence, name",
  readers: [internalUser],
  fields: {
    application: boolean(),
    author: char(),
    auto_install: boolean(),
    // The names are crossed: `latest_version` is what is installed, `installed_version` what is on disk.
    installed_version: char({ store: false }),
    latest_version: char(),
    license: selection(),
    name: char(),
    published_version: char(),
    sequence: integer(),
    shortdesc: char(),
    state: selection(),
    summary: char(),
    website: char(),
  },
};

const modelFields: ModelDefinition = {
  title: "Fields",
  order: "name",
  readers: [accessRights],
  fields: {
    model: char(),
    model_id: many2one("ir.model"),
    name: char(),
    relation: char(),
    store: boolean(),
    ttype: selection(),
  },
};

const crons: ModelDefinition = {
  title: "Scheduled Actions",
  order: "cron_name",
  readers: [settings],
  fields: {
    active: boolean(),
    code: text({ ...secret, store: false }),
    cron_name: char(),
    doall: boolean({ to: 17 }),
    failure_count: integer({ from: 18 }),
    first_failure_date: datetime({ from: 18 }),
    interval_number: integer(),
    interval_type: selection(),
    ir_actions_server_id: many2one("ir.actions.server"),
    lastcall: datetime(),
    model_id: many2one("ir.model", { store: false }),
    // Of the server action behind the cron, which holds the same text in every language.
    name: char({ store: false, sameAs: "cron_name" }),
    nextcall: datetime(),
    numbercall: integer({ to: 17 }),
    priority: integer(),
    state: selection({ store: false }),
    user_id: many2one("res.users"),
  },
};

const xmlIds: ModelDefinition = {
  title: "Model Data",
  order: "module, model, name",
  readers: [accessRights],
  fields: {
    complete_name: char({ store: false }),
    model: char(),
    module: char(),
    name: char(),
    noupdate: boolean(),
    res_id: reference(),
  },
};

const models: ModelDefinition = {
  title: "Models",
  order: "model",
  readers: [accessRights],
  fields: { model: char(), name: char(), state: selection(), transient: boolean() },
};

const serverActions: ModelDefinition = {
  title: "Server Actions",
  order: "sequence, name",
  readers: [settings],
  fields: {
    code: text(secret),
    model_id: many2one("ir.model"),
    model_name: [char({ to: 18 }), char({ from: 19, store: false })],
    name: char(),
    sequence: integer(),
    state: selection(),
    type: char(),
    usage: selection(),
    webhook_url: char({ from: 17 }),
  },
};

const views: ModelDefinition = {
  title: "View",
  order: "priority, name, id",
  readers: [settings],
  module: () => "web",
  fields: { active: boolean(), key: char(), name: char(), priority: integer(), type: selection() },
};

export const systemModels: Readonly<Record<string, ModelDefinition>> = {
  "ir.config_parameter": parameters,
  "ir.module.module": modules,
  "ir.cron": crons,
  "ir.model": models,
  "ir.model.fields": modelFields,
  "ir.model.data": xmlIds,
  "ir.actions.server": serverActions,
  "ir.ui.view": views,
};
