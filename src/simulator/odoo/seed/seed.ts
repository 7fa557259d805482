import { odooConfPath, type EnvironmentSpec } from "../../spec.ts";
import type { SimDatabase, SimMajor } from "../database.ts";
import { modelsFor } from "../schema/models.ts";
import {
  daysAgo,
  fitRow,
  type SeedContext,
  type SeedKind,
  type SeedRow,
  type SeedRows,
} from "./context.ts";
import { accessFiles, odooLogPath } from "./host.ts";
import { codeFiles } from "./code.ts";
import { automationRows } from "./automation.ts";
import { integrationRows } from "./integrations.ts";
import { mailRows } from "./mail.ts";
import { auditorLogin, credentials, peopleRows } from "./people.ts";
import { personalRows } from "./personal.ts";
import { queueRows } from "./queues.ts";
import { systemRows } from "./system.ts";

export type SeedOptions = {
  /** Name of the environment and of its database; the kind when left out. */
  readonly name?: string;
  readonly now?: Date;
  /** Modules that are not installed, of those that a seed has. */
  readonly without?: readonly string[];
  /** Customers among the contacts; 12 when left out. */
  readonly contacts?: number;
  /** Days since the database was made; 900 for a production and 6 for a copy when left out. */
  readonly ageDays?: number;
};

/** Any fixed day will do where nobody asks for a date. */
const someDay = new Date("2026-11-24T06:00:00Z");

const everyVersion = [
  "base",
  "web",
  "base_setup",
  "bus",
  "mail",
  "auth_signup",
  "auth_totp",
  "contacts",
  "product",
  "account",
  "crm",
  "hr",
  "payment",
  "payment_stripe",
  "sales_team",
  "sale",
  "stock",
  "delivery",
  "auth_oauth",
  "website",
  "sms",
  "snailmail",
  "mass_mailing",
  "digest",
  "queue_job",
];

function modulesOf(major: SimMajor): readonly string[] {
  if (major <= 15) return [...everyVersion, "fetchmail"];
  return major >= 19 ? [...everyVersion, "rpc"] : everyVersion;
}

/**
 * An environment of one Odoo version. `staging` is safe in everything that is audited: nothing leaves it, its
 * personal data is masked, its access is tight. `production` is a company at work.
 */
export function seed(
  major: SimMajor,
  kind: SeedKind,
  { name = kind, now = someDay, without = [], contacts = 12, ...options }: SeedOptions = {},
): EnvironmentSpec {
  const ageDays = options.ageDays ?? (kind === "production" ? 900 : 6);
  const modules = modulesOf(major).filter((module) => !without.includes(module));
  const context: SeedContext = { major, kind, name, now, modules, contacts, ageDays };
  const auditor = credentials().find(({ login }) => login === auditorLogin);
  return {
    name,
    database: databaseOf(context),
    manager: "disabled",
    auditor: {
      login: auditorLogin,
      password: auditor?.password ?? "",
      apiKey: auditor?.apiKey ?? "",
    },
    catcher: { api: "mailpit", receives: true },
    host: {
      user: "envaudit",
      sudo: false,
      wrapper: [],
      processes: [
        "1 root /sbin/init",
        `720 odoo /usr/bin/python3 /usr/bin/odoo --config ${odooConfPath}`,
      ],
      listening: [22, 8069],
      postfix: undefined,
      reaches: [],
      files: {
        ...codeFiles(context),
        [odooConfPath]: {
          content: odooConf(context),
          mode: "640",
          owner: "odoo",
          group: "odoo",
          readable: true,
        },
        ...accessFiles,
      },
    },
  };
}

function databaseOf(context: SeedContext): SimDatabase {
  const definitions = modelsFor(context.major, context.modules);
  const system = systemRows(context);
  const rows: SeedRows = {
    "ir.model.fields": fieldRows(definitions),
    ...peopleRows(context),
    ...mailRows(context),
    ...queueRows(context),
    ...integrationRows(context),
    ...automationRows(context),
    ...system,
    "ir.model": [...(system["ir.model"] ?? []), ...modelRows(definitions)],
    "ir.model.data": [...(system["ir.model.data"] ?? []), ...modelXmlIds(definitions)],
    ...personalRows(context),
  };
  const created = daysAgo(context, context.ageDays);
  const models = Object.entries(definitions).map(([name, model]) => {
    const fields = Object.keys(model.fields);
    return [
      name,
      { ...model, rows: (rows[name] ?? []).map((row) => fitRow(row, fields, created)) },
    ];
  });
  return {
    major: context.major,
    name: context.name,
    credentials: credentials(),
    models: Object.fromEntries(models),
  };
}

/** Every field of every model, as Odoo keeps them in a model of their own. */
function fieldRows(models: SimDatabase["models"]): readonly SeedRow[] {
  const fields = Object.entries(models).flatMap(([model, definition], index) =>
    Object.entries(definition.fields).map(([name, { type, store, relation }]) => ({
      model,
      model_id: firstModel + index,
      name,
      ttype: type,
      store: store !== false,
      relation: relation ?? null,
    })),
  );
  return fields.map((field, index) => ({ id: index + 1, ...field }));
}

/** Ids of models, far from those that a seed names. */
const firstModel = 1000;

const modelRows = (models: SimDatabase["models"]): readonly SeedRow[] =>
  Object.entries(models).map(([model, { title }], index) => ({
    id: firstModel + index,
    model,
    name: title,
    state: "base",
    transient: false,
  }));

/** Every model is a part of base: none of them is custom. */
function modelXmlIds(models: SimDatabase["models"]): readonly SeedRow[] {
  return Object.keys(models).map((model, index) => {
    const name = `model_${model.replaceAll(".", "_")}`;
    const id = firstModel + index;
    return {
      id,
      module: "base",
      name,
      model: "ir.model",
      res_id: id,
      complete_name: `base.${name}`,
    };
  });
}

/** The hash of the master password of an environment, as its odoo.conf has it. */
export const masterPasswordOf = (name: string): string => `$pbkdf2-sha512$25000$simulated-${name}`;

function odooConf({ kind, name }: SeedContext): string {
  return [
    "[options]",
    "; the master password is a hash",
    `admin_passwd = ${masterPasswordOf(name)}`,
    `db_name = ${name}`,
    `dbfilter = ^${name}$`,
    "list_db = False",
    "proxy_mode = True",
    "data_dir = /var/lib/odoo",
    `logfile = ${odooLogPath}`,
    `smtp_server = ${kind === "production" ? "smtp.harbour-goods.com" : "invalid"}`,
    "smtp_port = 25",
    "",
  ].join("\n");
}
