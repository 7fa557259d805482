import { addRow, inDatabase, inOdooConf, setRows, both, type Break } from "./break-tools.ts";
import { mailBreaks } from "./mail-breaks.ts";
import { mapRows, type SimRow } from "./odoo/database.ts";
import { uuidOf } from "./odoo/seed/context.ts";
import { companyDomain, newUser } from "./odoo/seed/people.ts";
import type { EnvironmentSpec } from "./spec.ts";

export type { Break } from "./break-tools.ts";

const outsider: Break = inDatabase((database) => {
  const { user, partner } = newUser(database.major, 40, "former-contractor", [
    "base.group_user",
    "base.group_system",
  ]);
  return addRow(addRow(database, "res.partner", partner), "res.users", user);
});

const defaultPassword: Break = inDatabase((database) => ({
  ...database,
  credentials: database.credentials.map((credential) =>
    credential.login === "admin" ? { ...credential, password: "admin" } : credential,
  ),
}));

const isCustomer = (row: SimRow): boolean => row["partner_share"] === true;

/** The breaks by the check that must see them, each breaking nothing else. */
const byCheck = {
  ...mailBreaks,
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
  "integrations.neutralized-flag": inDatabase((database) =>
    mapRows(database, "ir.config_parameter", (rows) =>
      rows.filter((row) => row["key"] !== "database.is_neutralized"),
    ),
  ),
  "access.default-credentials": defaultPassword,
  "access.administrators": outsider,
  "access.database-manager": (spec: EnvironmentSpec) => ({
    ...inOdooConf((file) => ({
      ...file,
      content: file.content.replace("list_db = False", "list_db = True"),
    }))(spec),
    manager: "insecure" as const,
  }),
  "access.odoo-conf-permissions": inOdooConf((file) => ({ ...file, mode: "644" })),
  "masking.email-domains": inDatabase((database) =>
    mapRows(database, "res.partner", (rows) =>
      rows.map((row) => {
        const email = `customer${row.id}@${companyDomain}`;
        return isCustomer(row) ? { ...row, email, email_normalized: email } : row;
      }),
    ),
  ),
  "masking.phone-numbers": setRows(
    "res.partner",
    { phone: "+1 211-691-3277", phone_sanitized: "+12116913277" },
    isCustomer,
  ),
  "identity.clone": cloneOf("production"),
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
  return inDatabase((database) =>
    mapRows(database, "ir.config_parameter", (rows) =>
      rows.map((row) => ({ ...row, value: identity[String(row["key"])] ?? row["value"] ?? null })),
    ),
  );
}
