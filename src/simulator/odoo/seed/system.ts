import { productionHost } from "./automation.ts";
import { daysAgo, uuidOf, type SeedContext, type SeedRow, type SeedRows } from "./context.ts";
import { groupXmlIds } from "./groups.ts";

type Cron = { readonly id: number; readonly xmlId: string; readonly name: string };
const allCrons: readonly Cron[] = [
  { id: 1, xmlId: "base.autovacuum_job", name: "Base: Auto-vacuum internal data" },
  { id: 2, xmlId: "mail.ir_cron_mail_scheduler_action", name: "Mail: Email Queue Manager" },
  {
    id: 4,
    xmlId: "payment.cron_post_process_payment_tx",
    name: "payment: post-process transactions",
  },
  { id: 5, xmlId: "sale.send_invoice_cron", name: "automatic invoicing: send ready invoice" },
];

// The cron of incoming mail moved with its model.
function crons({ major, modules }: SeedContext): readonly Cron[] {
  const module = major >= 16 ? "mail" : "fetchmail";
  const fetch = {
    id: 3,
    xmlId: `${module}.ir_cron_mail_gateway_action`,
    name: "Mail: Fetchmail Service",
  };
  return [...allCrons, fetch].filter(({ xmlId }) => modules.includes(xmlId.split(".")[0] ?? ""));
}

/** Scheduled actions: a copy keeps the vacuum alone. */
function cronRows(context: SeedContext): readonly SeedRow[] {
  return crons(context).map(({ id, name }) => ({
    id,
    cron_name: name,
    interval_number: 1,
    interval_type: "days",
    priority: 5,
    user_id: 1,
    model_id: 1,
    state: "code",
    numbercall: -1,
    doall: false,
    failure_count: 0,
    active: context.kind === "production" || id === 1,
    lastcall: daysAgo(context, 1),
    nextcall: daysAgo(context, -1),
  }));
}

/** A credential that a module keeps as a parameter, in production alone. */
export const calendarSecret = {
  key: "google_calendar_client_secret",
  value: "simulated-calendar-secret",
};

function parameters(context: SeedContext): readonly SeedRow[] {
  const production = context.kind === "production";
  const host = production ? productionHost : `erp-${context.name}.example.com`;
  const values: readonly (readonly [string, string])[] = [
    ["database.secret", uuidOf(`secret ${context.name}`)],
    ["database.uuid", uuidOf(`uuid ${context.name}`)],
    ["database.create_date", daysAgo(context, context.ageDays)],
    ["web.base.url", `https://${host}`],
    ["base.login_cooldown_after", "10"],
    ["base.login_cooldown_duration", "60"],
    ...(production ? [[calendarSecret.key, calendarSecret.value] as const] : []),
    ...(context.major >= 16 && !production ? ([["database.is_neutralized", "true"]] as const) : []),
  ];
  return values.map(([key, value], index) => ({ id: index + 1, key, value }));
}

function moduleRows({ major, modules }: SeedContext): readonly SeedRow[] {
  const row = (id: number, name: string, state: string): SeedRow => {
    const version = state === "installed" ? `${major}.0.1.0` : null;
    return {
      id,
      name,
      state,
      shortdesc: name,
      author: "Odoo S.A.",
      license: "LGPL-3",
      sequence: 100,
      application: false,
      auto_install: false,
      published_version: null,
      latest_version: version,
      installed_version: `${major}.0.1.0`,
    };
  };
  return [
    ...modules.map((name, index) => row(index + 1, name, "installed")),
    row(modules.length + 1, "website_sale", "uninstalled"),
  ];
}

function xmlIds(context: SeedContext): readonly SeedRow[] {
  const all = [
    ...groupXmlIds(context.modules).map(({ xmlId, id }) => ({ xmlId, model: "res.groups", id })),
    ...crons(context).map(({ xmlId, id }) => ({ xmlId, model: "ir.cron", id })),
    { xmlId: "base.user_root", model: "res.users", id: 1 },
    { xmlId: "base.user_admin", model: "res.users", id: 2 },
    { xmlId: "base.public_user", model: "res.users", id: 4 },
    { xmlId: "base.main_company", model: "res.company", id: 1 },
  ];
  return all.map(({ xmlId, model, id }, index) => {
    const [module = "", name = ""] = xmlId.split(".");
    return { id: index + 1, module, name, model, res_id: id, noupdate: true, complete_name: xmlId };
  });
}

/** From 16 on there is one that a neutralised copy shows to everybody. */
function views({ major, kind }: SeedContext): readonly SeedRow[] {
  const view = (id: number, name: string, key: string, active: boolean): SeedRow => ({
    id,
    name,
    key,
    active,
    type: "qweb",
    priority: 16,
  });
  const layout = view(1, "Web layout", "web.layout", true);
  const banner = view(2, "Banner", "web.neutralize_banner", kind !== "production");
  return major >= 16 ? [layout, banner] : [layout];
}

/** Parameters, modules, scheduled actions, views and XML ids. */
export function systemRows(context: SeedContext): SeedRows {
  return {
    "ir.config_parameter": parameters(context),
    "ir.module.module": moduleRows(context),
    "ir.model": [
      { id: 1, model: "ir.autovacuum", name: "Automatic Vacuum", state: "base", transient: false },
    ],
    "ir.cron": cronRows(context),
    "ir.actions.server": [
      {
        id: 1,
        name: "Recompute stock",
        model_id: 1,
        model_name: "ir.autovacuum",
        sequence: 5,
        state: "code",
        type: "ir.actions.server",
        usage: "ir_actions_server",
        code: "pass",
      },
    ],
    "ir.ui.view": views(context),
    "ir.model.data": xmlIds(context),
  };
}
