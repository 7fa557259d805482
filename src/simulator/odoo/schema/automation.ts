import {
  boolean,
  char,
  html,
  integer,
  internalUser,
  many2one,
  selection,
  type ModelDefinition,
} from "./define.ts";

const websites: ModelDefinition = {
  title: "Website",
  order: "sequence, id",
  readers: [internalUser],
  module: () => "website",
  fields: {
    auth_signup_uninvited: selection(),
    cdn_activated: boolean(),
    company_id: many2one("res.company"),
    domain: char(),
    name: char(),
    robots_txt: html(),
    sequence: integer(),
  },
};

export const automationModels: Readonly<Record<string, ModelDefinition>> = {
  website: websites,
};
