import type { SeedContext, SeedRow, SeedRows } from "./context.ts";

function payment(context: SeedContext): readonly SeedRow[] {
  const production = context.kind === "production";
  const provider = (id: number, name: string, code: string, state: string): SeedRow => ({
    // `provider` is the name of `code` up to 15; each version keeps the one that it has.
    id,
    name,
    code,
    provider: code,
    state,
    company_id: 1,
    sequence: id,
    is_published: false,
    module_state: code === "stripe" ? "installed" : "uninstalled",
  });
  return [
    {
      ...provider(1, "Stripe", "stripe", production ? "enabled" : "disabled"),
      stripe_publishable_key: production ? "simulated-publishable-key" : null,
      stripe_secret_key: production ? "simulated-secret-key" : null,
      stripe_webhook_secret: null,
    },
    provider(2, "Wire Transfer", context.major >= 16 ? "none" : "transfer", "disabled"),
    { ...provider(3, "Stripe of Logistics", "stripe", "disabled"), company_id: 2 },
  ];
}

function carriers({ kind }: SeedContext): readonly SeedRow[] {
  const production = kind === "production";
  const carrier = (id: number, name: string, delivery_type: string): SeedRow => ({
    id,
    name,
    delivery_type,
    active: true,
    prod_environment: false,
    sequence: id,
    company_id: null,
    integration_level: "rate_and_ship",
    invoice_policy: "estimated",
    debug_logging: false,
    fixed_price: 0,
    margin: 0,
  });
  return [
    carrier(1, "Standard delivery", "fixed"),
    carrier(2, "Delivery by weight", "base_on_rule"),
    {
      ...carrier(3, "Express carrier", "sendcloud"),
      active: production,
      prod_environment: production,
    },
  ];
}

function oauth({ kind }: SeedContext): readonly SeedRow[] {
  const provider = (id: number, name: string, host: string): SeedRow => ({
    id,
    name,
    sequence: 10,
    enabled: false,
    client_id: null,
    body: `Log in with ${name}`,
    css_class: "fa",
    scope: "openid",
    auth_endpoint: `https://${host}.example/authorize`,
    validation_endpoint: `https://${host}.example/tokeninfo`,
    data_endpoint: null,
  });
  return [
    provider(1, "Odoo.com Accounts", "accounts"),
    provider(2, "Facebook Graph", "graph"),
    {
      ...provider(3, "Google OAuth2", "oauth"),
      enabled: kind === "production",
      client_id: "simulated-client-id",
    },
  ];
}

/** Payment, delivery and sign-in. A copy has none of them switched on. */
export function integrationRows(context: SeedContext): SeedRows {
  return {
    [context.major >= 16 ? "payment.provider" : "payment.acquirer"]: payment(context),
    "delivery.carrier": carriers(context),
    "auth.oauth.provider": oauth(context),
  };
}
