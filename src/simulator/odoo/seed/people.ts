import type { SimCredential, SimMajor } from "../database.ts";
import { daysAgo, type SeedContext, type SeedRow, type SeedRows } from "./context.ts";
import { groupRows, membership } from "./groups.ts";

/** Login of the account that audits. */
export const auditorLogin = "envaudit";
const auditorId = 8;
/** Logins in the Settings group that belong to somebody. */
export const administratorLogins = ["admin", "erp-operator"] as const;
/** Login of an employee without such a group. */
export const employeeLogin = "sales-desk";
/** Domain of the simulated company: it can reach somebody, so a masked copy must not hold it. */
export const companyDomain = "harbour-goods.com";

const administrator = [
  "base.group_user",
  "base.group_system",
  "sales_team.group_sale_salesman",
  "stock.group_stock_user",
  "queue_job.group_queue_job_manager",
];

type Person = {
  readonly id: number;
  readonly login: string;
  readonly groups: readonly string[];
  readonly active?: false;
};
const people: readonly Person[] = [
  { id: 1, login: "__system__", groups: administrator, active: false },
  { id: 2, login: "admin", groups: administrator },
  { id: 4, login: "public", groups: ["base.group_public"], active: false },
  { id: 5, login: "portaltemplate", groups: ["base.group_portal"], active: false },
  { id: 6, login: "erp-operator", groups: administrator },
  { id: 7, login: employeeLogin, groups: ["base.group_user", "sales_team.group_sale_salesman"] },
  // Up to 16 Odoo hides private addresses from whoever is not in the group for them.
  {
    id: auditorId,
    login: auditorLogin,
    groups: [...administrator, "base.group_private_addresses"],
  },
  { id: 9, login: "customer-portal", groups: ["base.group_portal"] },
];

// Partners of users stand after those of the companies, customers after all of them.
const partnerOfUser = (user: number): number => 10 + user;
const firstCustomer = 100;

/** An address that nobody reads in a copy, and the company's in production. */
export const emailOf = (context: Pick<SeedContext, "kind">, local: string): string =>
  `${local}@${context.kind === "production" ? companyDomain : "example.com"}`;

/** A number from the range for fiction in a copy; in production one that no rule calls reserved. */
export function phoneOf({ kind }: SeedContext, id: number): string {
  // 211 is a service code, never an area: the number looks real to every rule and rings nowhere.
  if (kind === "production") return `+1 211-691-${String(1000 + (id % 9000))}`;
  return `+1 202-555-01${String(id % 100).padStart(2, "0")}`;
}

function partner(context: SeedContext, id: number, name: string, local: string): SeedRow {
  const email = emailOf(context, local);
  const phone = phoneOf(context, id);
  const digits = `+${phone.replaceAll(/\D/g, "")}`;
  return {
    id,
    name,
    email,
    phone,
    email_normalized: email,
    phone_sanitized: digits,
    mobile: null,
    active: true,
    company_id: null,
    is_company: false,
    partner_share: false,
    type: "contact",
  };
}

function userRow(context: SeedContext, { id, login, groups, active }: Person): SeedRow {
  return {
    id,
    login,
    active: active ?? true,
    share: !groups.includes("base.group_user"),
    company_id: 1,
    company_ids: groups.includes("base.group_system") ? [1, 2] : [1],
    partner_id: partnerOfUser(id),
    notification_type: "email",
    password: "",
    // The auditor goes by its password, which Odoo takes over RPC from nobody with a second factor.
    totp_enabled: groups.includes("base.group_system") && login !== auditorLogin,
    login_date: active === false ? null : daysAgo(context, id),
    ...membership(context.major, groups),
  };
}

function partners(context: SeedContext): readonly SeedRow[] {
  const customers = Array.from({ length: context.contacts }, (_, index) => {
    const id = firstCustomer + index;
    return {
      ...partner(context, id, `Customer ${index + 1}`, `contact${id}`),
      partner_share: true,
    };
  });
  return [
    { ...partner(context, 1, "Harbour Goods", "info"), is_company: true },
    { ...partner(context, 2, "Harbour Goods Logistics", "logistics"), is_company: true },
    ...people.map(({ id, login, active }) => ({
      ...partner(context, partnerOfUser(id), login, login.replaceAll("_", "")),
      active: active ?? true,
    })),
    ...customers,
  ];
}

/** Companies, users, groups and contacts. */
export function peopleRows(context: SeedContext): SeedRows {
  const company = (id: number, name: string, local: string): SeedRow => ({
    id,
    name,
    sequence: id,
    partner_id: id,
    parent_id: null,
    active: true,
    email: emailOf(context, local),
    phone: phoneOf(context, id),
    mobile: null,
  });
  return {
    "res.company": [
      company(1, "Harbour Goods", "info"),
      company(2, "Harbour Goods Logistics", "logistics"),
    ],
    "res.groups": groupRows(context),
    "res.partner": partners(context),
    "res.users": people.map((person) => userRow(context, person)),
    "res.users.apikeys": apiKeys(context),
    "ir.model.access": accessRules,
  };
}

/** The auditor's own key. Before 18 none can expire, and it has none there. */
const apiKeys = (context: SeedContext): readonly SeedRow[] =>
  context.major < 18
    ? []
    : [
        {
          id: 1,
          name: auditorLogin,
          user_id: auditorId,
          scope: "rpc",
          create_date: daysAgo(context, 5),
          expiration_date: daysAgo(context, -85),
        },
      ];

/** One that belongs to a group, and Odoo's own that belongs to nobody. */
const accessRules: readonly SeedRow[] = [
  {
    id: 1,
    name: "ir_autovacuum group_system",
    active: true,
    model_id: 1,
    group_id: 4,
    perm_read: true,
    perm_write: true,
    perm_create: true,
    perm_unlink: true,
  },
  {
    id: 2,
    name: "ir_ui_view_custom_group_user",
    active: true,
    model_id: 1,
    group_id: null,
    perm_read: true,
    perm_write: true,
    perm_create: true,
    perm_unlink: true,
  },
];

/** Passwords and the auditor's API key, which no database of ours holds. None is a default one. */
export function credentials(): readonly SimCredential[] {
  return people
    .filter((person) => person.active !== false)
    .map(({ id, login }) => ({
      id,
      login,
      password: `simulated-${login}-password`,
      ...(login === auditorLogin && { apiKey: `simulated-${login}-key` }),
    }));
}

/** A further user, for tests and breaks: the rows of the user and of its contact. */
export function newUser(
  major: SimMajor,
  id: number,
  login: string,
  groups: readonly string[],
): { readonly user: SeedRow; readonly partner: SeedRow } {
  const context = {
    major,
    kind: "staging",
    name: "",
    now: new Date(0),
    modules: [],
    contacts: 0,
    ageDays: 0,
  } as const;
  return {
    user: { ...userRow(context, { id, login, groups }), login_date: null },
    partner: partner(context, partnerOfUser(id), login, login),
  };
}
