import {
  boolean,
  char,
  html,
  integer,
  internalUser,
  many2one,
  type ModelDefinition,
} from "./define.ts";

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
  website: websites,
};
