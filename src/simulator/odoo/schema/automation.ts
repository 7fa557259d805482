import {
  boolean,
  char,
  html,
  integer,
  internalUser,
  many2one,
  secret,
  selection,
  settings,
  text,
  type ModelDefinition,
} from "./define.ts";

const serverActions: ModelDefinition = {
  title: "Server Actions",
  order: "sequence,name",
  readers: [settings],
  fields: {
    code: text(secret),
    model_id: many2one("ir.model"),
    name: char(),
    sequence: integer(),
    state: selection(),
    type: char(),
    usage: selection(),
    webhook_url: char({ from: 17 }),
  },
};

const websites: ModelDefinition = {
  title: "Website",
  order: "sequence, id",
  readers: [internalUser],
  module: () => "website",
  fields: {
    cdn_activated: boolean(),
    company_id: many2one("res.company"),
    domain: char(),
    name: char(),
    robots_txt: html(),
    sequence: integer(),
  },
};

export const automationModels: Readonly<Record<string, ModelDefinition>> = {
  "ir.actions.server": serverActions,
  website: websites,
};
