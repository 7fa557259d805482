import {
  boolean,
  char,
  float,
  integer,
  internalUser,
  many2one,
  secret,
  selection,
  settings,
  type FieldDefinition,
  type ModelDefinition,
} from "./define.ts";

const payment: Readonly<Record<string, FieldDefinition>> = {
  company_id: many2one("res.company"),
  module_id: many2one("ir.module.module"),
  name: char(),
  sequence: integer(),
  state: selection(),
};

/** Up to 15: every internal user may read it, keys included. */
const acquirers: ModelDefinition = {
  to: 15,
  title: "Payment Acquirer",
  order: "state desc, sequence, name",
  readers: [internalUser],
  module: () => "payment",
  fields: {
    ...payment,
    module_state: selection(),
    provider: selection(),
    stripe_publishable_key: char({ groups: internalUser }),
    stripe_secret_key: char({ groups: internalUser }),
    stripe_webhook_secret: char({ groups: internalUser }),
  },
};

const providers: ModelDefinition = {
  from: 16,
  title: "Payment Provider",
  order: "state desc, sequence, name",
  readers: [settings],
  module: () => "payment",
  fields: {
    ...payment,
    code: selection(),
    is_published: boolean(),
    module_state: [selection({ to: 17 }), selection({ from: 18, store: false })],
    stripe_publishable_key: char(),
    stripe_secret_key: char(secret),
    stripe_webhook_secret: char(secret),
  },
};

const carriers: ModelDefinition = {
  title: "Shipping Methods",
  order: "sequence, id",
  readers: ["sales_team.group_sale_salesman", "stock.group_stock_user"],
  module: () => "delivery",
  fields: {
    active: boolean(),
    company_id: many2one("res.company"),
    debug_logging: boolean(),
    delivery_type: selection(),
    fixed_price: float(),
    integration_level: selection(),
    invoice_policy: selection(),
    margin: float(),
    name: char(),
    prod_environment: boolean(),
    sequence: integer(),
  },
};

const oauth: ModelDefinition = {
  title: "OAuth2 provider",
  order: "sequence, name",
  readers: [settings],
  module: () => "auth_oauth",
  fields: {
    auth_endpoint: char(),
    body: char(),
    client_id: char(),
    css_class: char(),
    data_endpoint: char(),
    enabled: boolean(),
    name: char(),
    scope: char(),
    sequence: integer(),
    validation_endpoint: char(),
  },
};

export const integrationModels: Readonly<Record<string, ModelDefinition>> = {
  "payment.acquirer": acquirers,
  "payment.provider": providers,
  "delivery.carrier": carriers,
  "auth.oauth.provider": oauth,
};
