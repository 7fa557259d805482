import { addRow, changeRows, inDatabase, inOdooConf, setRows, type Break } from "./break-tools.ts";
import type { SimRow } from "./odoo/database.ts";
import type { SeedRow } from "./odoo/seed/context.ts";
import { newUser } from "./odoo/seed/people.ts";
import type { EnvironmentSpec } from "./spec.ts";

const newcomer = (id: number, login: string, ...groups: readonly string[]): Break =>
  inDatabase((database) => {
    const { user, partner } = newUser(database.major, id, login, ["base.group_user", ...groups]);
    return addRow(addRow(database, "res.partner", partner), "res.users", user);
  });

const defaultPassword = (login: string): Break =>
  inDatabase((database) => ({
    ...database,
    credentials: database.credentials.map((credential) =>
      credential.login === login ? { ...credential, password: login } : credential,
    ),
  }));

const isOperator = (row: SimRow): boolean => row["login"] === "erp-operator";
const operatorId = 6;
const isVisitor = (row: SimRow): boolean => row["login"] === "customer-portal";
const visitorId = 9;
/** Sales / User: Own Documents Only. */
const salesGroup = 30;

// Far from any day of a simulation, so that a key with such an expiry never expires in one.
const farAway = "2099-12-31 00:00:00";
const newKey = (row: SeedRow): Break =>
  inDatabase((database) =>
    addRow(database, "res.users.apikeys", { name: "reports", scope: "rpc", ...row }),
  );

export const accessBreaks = {
  "access.default-credentials": defaultPassword("admin"),
  "access.guessable-credentials": defaultPassword("erp-operator"),
  "access.administrators": newcomer(40, "former-contractor", "base.group_system"),
  "access.unmapped-users": newcomer(41, "former-intern"),
  "access.dormant-administrators": setRows(
    "res.users",
    { login_date: "2020-02-29 08:00:00" },
    isOperator,
  ),
  "access.two-factor": setRows("res.users", { totp_enabled: false }, isOperator),
  "access.api-key-owners": newKey({ id: 31, user_id: visitorId, expiration_date: farAway }),
  "access.api-key-age": newKey({
    id: 32,
    user_id: operatorId,
    create_date: "2020-02-29 08:00:00",
    expiration_date: farAway,
  }),
  "access.api-key-expiry": newKey({ id: 33, user_id: operatorId, expiration_date: null }),
  "access.portal-groups": changeRows("res.users", (rows) =>
    rows.map((row) => (isVisitor(row) ? withGroup(row) : row)),
  ),
  "access.readable-secrets": setRows(
    "payment.acquirer",
    { stripe_secret_key: "simulated-key-of-the-copy" },
    (row) => row.id === 1,
  ),
  "access.database-manager": (spec: EnvironmentSpec) => ({
    ...spec,
    manager: "insecure" as const,
  }),
  "access.odoo-conf-permissions": inOdooConf((file) => ({ ...file, mode: "644" })),
  "access.database-secret": setRows(
    "ir.config_parameter",
    { value: "dummysecret" },
    (row) => row["key"] === "database.secret",
  ),
} as const satisfies Readonly<Record<string, Break>>;

/** The fields of a version that hold groups, with one more in each. */
function withGroup(row: SimRow): SimRow {
  const changed = { ...row };
  for (const field of ["groups_id", "group_ids", "all_group_ids"]) {
    const ids = row[field];
    if (Array.isArray(ids)) Object.assign(changed, { [field]: [...ids, salesGroup] });
  }
  return changed;
}
