import type { SeedContext, SeedRow, SeedRows } from "./context.ts";

/** Host name of the simulated company's production. */
export const productionHost = "erp.example.com";

// What Odoo's neutralisation writes over the address of a webhook.
const noWebhook = "neutralization - disable webhook";

function serverActions({ kind, major }: SeedContext): readonly SeedRow[] {
  const action = (id: number, name: string, usage: string, code: string): SeedRow => ({
    id,
    name,
    usage,
    code,
    state: "code",
    model_id: 1,
    sequence: 5,
    type: "ir.actions.server",
  });
  const webhook = {
    ...action(3, "Tell the warehouse", "base_automation", ""),
    code: null,
    state: "webhook",
    webhook_url: kind === "production" ? "https://hooks.example.net/orders" : noWebhook,
  };
  return [
    action(1, "Confirm the order", "ir_actions_server", "records.action_confirm()"),
    action(2, "Fetch the exchange rates", "ir_cron", "requests.get(model._rates_url())"),
    ...(major >= 17 ? [webhook] : []),
  ];
}

/** Server actions and the website. A copy calls nobody, and no search engine finds it. */
export function automationRows(context: SeedContext): SeedRows {
  const production = context.kind === "production";
  const website = {
    id: 1,
    name: "Harbour Goods",
    domain: production ? `https://${productionHost}` : null,
    cdn_activated: false,
    robots_txt: production ? null : "User-agent: *\nDisallow: /",
    company_id: 1,
    sequence: 10,
  };
  return {
    "ir.actions.server": serverActions(context),
    website: [website],
  };
}
