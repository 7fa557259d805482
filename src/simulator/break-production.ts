import { both, changeRows, setRows, type Break } from "./break-tools.ts";

/** Breaks of a production: each as if it had been taken for a copy. Those of one check that must see it. */
export const productionBreaks = {
  "production.neutralized": changeRows("ir.config_parameter", (rows) => [
    ...rows,
    { id: 90, key: "database.is_neutralized", value: "true" },
  ]),
  "production.mail-servers": setRows("ir.mail_server", { smtp_host: "invalid", smtp_port: 1025 }),
  "production.payment-providers": both(
    setRows("payment.acquirer", { state: "test" }),
    setRows("payment.provider", { state: "test" }),
  ),
  "production.delivery-carriers": setRows("delivery.carrier", { prod_environment: false }),
  "production.scheduled-actions": changeRows("ir.cron", (rows) =>
    rows.map((row) => ({ ...row, active: row.id === 1 })),
  ),
} as const satisfies Readonly<Record<string, Break>>;
