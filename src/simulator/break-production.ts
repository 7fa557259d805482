import { mapRows, type SimRow } from "./odoo/database.ts";
import type { EnvironmentSpec } from "./spec.ts";

type Break = (spec: EnvironmentSpec) => EnvironmentSpec;

const changeRows =
  (model: string, change: (rows: readonly SimRow[]) => readonly SimRow[]): Break =>
  (spec) => ({ ...spec, database: mapRows(spec.database, model, change) });

const setRows = (model: string, values: Partial<SimRow>): Break =>
  changeRows(model, (rows) => rows.map((row) => ({ ...row, ...values, id: row.id })));

/** Breaks of a production: each as if it had been taken for a copy. Those of one check that must see it. */
export const productionBreaks = {
  "production.neutralized": changeRows("ir.config_parameter", (rows) => [
    ...rows,
    { id: 90, key: "database.is_neutralized", value: "true" },
  ]),
  "production.mail-servers": setRows("ir.mail_server", { smtp_host: "invalid", smtp_port: 1025 }),
  "production.payment-providers": (spec: EnvironmentSpec) =>
    setRows("payment.provider", { state: "test" })(
      setRows("payment.acquirer", { state: "test" })(spec),
    ),
  "production.delivery-carriers": setRows("delivery.carrier", { prod_environment: false }),
  "production.scheduled-actions": changeRows("ir.cron", (rows) =>
    rows.map((row) => ({ ...row, active: row.id === 1 })),
  ),
} as const satisfies Readonly<Record<string, Break>>;
