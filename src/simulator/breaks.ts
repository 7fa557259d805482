import { accessBreaks } from "./break-access.ts";
import { withModule } from "./break-module.ts";
import { productionBreaks } from "./break-production.ts";
import { hostBreaks } from "./break-host.ts";
import { personalBreaks } from "./break-personal.ts";
import { mailBreaks } from "./break-mail.ts";
import {
  addRow,
  changeRows,
  inDatabase,
  inOdooConf,
  setRows,
  both,
  type Break,
} from "./break-tools.ts";
import { mapRows, type SimRow } from "./odoo/database.ts";
import { uuidOf } from "./odoo/seed/context.ts";
import { productionHost } from "./odoo/seed/automation.ts";
import { auditorLogin, companyDomain } from "./odoo/seed/people.ts";
import { masterPasswordOf } from "./odoo/seed/seed.ts";
import { calendarSecret } from "./odoo/seed/system.ts";
import type { EnvironmentSpec } from "./spec.ts";

export type { Break } from "./break-tools.ts";

const setParameter = (key: string, value: string): Break =>
  setRows("ir.config_parameter", { value }, (row) => row["key"] === key);

const liveKey = { stripe_secret_key: "simulated-secret-key" } as const;

const isCustomer = (row: SimRow): boolean => row["partner_share"] === true;

/** The breaks by the check that must see them, each breaking nothing else. */
const byCheck = {
  ...mailBreaks,
  ...hostBreaks,
  ...accessBreaks,
  "integrations.payment-providers": both(
    setRows("payment.acquirer", { state: "enabled" }, (row) => row.id === 1),
    setRows("payment.provider", { state: "enabled" }, (row) => row.id === 1),
  ),
  "integrations.scheduled-actions": setRows("ir.cron", { active: true }, (row) => row.id === 2),
  "integrations.delivery-carriers": setRows(
    "delivery.carrier",
    { active: true, prod_environment: true },
    (row) => row.id === 3,
  ),
  "integrations.oauth-providers": setRows(
    "auth.oauth.provider",
    { enabled: true },
    (row) => row.id === 3,
  ),
  "integrations.neutralized-flag": changeRows("ir.config_parameter", (rows) =>
    rows.filter((row) => row["key"] !== "database.is_neutralized"),
  ),
  "integrations.uncovered-modules": withModule("sale_courier", ["import requests"]),
  "masking.email-domains": changeRows("res.partner", (rows) =>
    rows.map((row) => {
      const email = `customer${row.id}@${companyDomain}`;
      return isCustomer(row) ? { ...row, email } : row;
    }),
  ),
  "masking.columns-decided": inDatabase((database) =>
    mapRows(database, "ir.model.fields", (rows) => [
      ...rows,
      ...[
        { id: 90_001, name: "x_partner_id", ttype: "many2one", relation: "res.partner" },
        { id: 90_002, name: "x_family_notes", ttype: "text", relation: null },
      ].map((field) => ({ ...rows[0], ...field, model: "x_member", model_id: null, store: true })),
    ]),
  ),
  "masking.phone-numbers": setRows(
    "res.partner",
    { phone: "+1 211-691-3277", phone_sanitized: "+12116913277" },
    isCustomer,
  ),
  "integrations.base-urls": setParameter("web.base.url", `http://${productionHost}:8069/`),
  "integrations.website-domains": setRows("website", { domain: productionHost }),
  "integrations.code-actions": setRows(
    "ir.actions.server",
    { code: "requests.post(record.callback, json=payload, timeout=10)" },
    (row) => row.id === 1,
  ),
  "integrations.egress": (spec: EnvironmentSpec) => ({
    ...spec,
    host: { ...spec.host, reaches: [...spec.host.reaches, "api.stripe.com:443"] },
  }),
  "integrations.reused-parameters": inDatabase((database) =>
    addRow(database, "ir.config_parameter", { id: 91, ...calendarSecret }),
  ),
  "integrations.reused-mail-passwords": setRows(
    "ir.mail_server",
    { smtp_pass: "simulated-relay-password" },
    (row) => row.id === 1,
  ),
  "integrations.reused-incoming-passwords": setRows("fetchmail.server", {
    password: "simulated-inbox-password",
  }),
  "integrations.reused-payment-keys": both(
    setRows("payment.acquirer", liveKey, (row) => row.id === 1),
    setRows("payment.provider", liveKey, (row) => row.id === 1),
  ),
  "integrations.reused-odoo-conf": inOdooConf((file) => ({
    ...file,
    content: file.content.replaceAll(
      /^admin_passwd .*$/gm,
      () => `admin_passwd = ${masterPasswordOf("production")}`,
    ),
  })),
  "lifecycle.abandoned": setRows(
    "res.users",
    { login_date: "2020-02-29 08:00:00" },
    (row) => row["login"] !== auditorLogin && row["login_date"] !== null,
  ),
  "lifecycle.undeclared-services": (spec: EnvironmentSpec) => ({
    ...spec,
    host: {
      ...spec.host,
      processes: [
        ...(spec.host.processes ?? []),
        "990 dev python3 -u /home/dev/odoo/odoo-bin -c /home/dev/odoo.conf -d demo -p 8090",
      ],
    },
  }),
  "identity.clone": cloneOf("production"),
  ...personalBreaks,
  ...productionBreaks,
} as const satisfies Readonly<Record<string, Break>>;

export type BreakId = keyof typeof byCheck;
export const breakIds = Object.keys(byCheck) as readonly BreakId[];

/**
 * `spec` with one thing broken. A break that the version or the installed modules have no place for (the
 * neutralised flag before 16) changes nothing.
 */
export const breakEnvironment = (spec: EnvironmentSpec, id: BreakId): EnvironmentSpec =>
  byCheck[id](spec);

/** Makes it a raw clone of the environment of that name: the same `database.uuid` and `database.secret`. */
export function cloneOf(name: string): Break {
  const identity: Readonly<Record<string, string>> = {
    "database.uuid": uuidOf(`uuid ${name}`),
    "database.secret": uuidOf(`secret ${name}`),
  };
  return changeRows("ir.config_parameter", (rows) =>
    rows.map((row) => ({ ...row, value: identity[String(row["key"])] ?? row["value"] ?? null })),
  );
}
