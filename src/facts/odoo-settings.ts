import { isSet } from "./odoo-conf.ts";
import { argumentsOf, optionOf } from "./odoo-processes.ts";

/** Options of Odoo that decide how much it gives away, by their names in `odoo.conf`. */
export const settingKeys = [
  "list_db",
  "dbfilter",
  "proxy_mode",
  "dev_mode",
  "test_enable",
  "log_level",
  "log_handler",
  "logfile",
] as const;
export type SettingKey = (typeof settingKeys)[number];

/** A value that some Odoo of the environment runs with, and what says so; null where nothing sets it. */
export type Setting = { readonly value: string | null; readonly from: string };
export type Settings = Readonly<Record<SettingKey, readonly Setting[]>>;

/** How one Odoo was started: its arguments, and its variables from 19 on. */
export type Start = {
  readonly args: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
};

/** How each key is said on the command line: an option with a value, or one that stands for a value. */
const options: Readonly<Record<SettingKey, { long: string; means?: string }>> = {
  list_db: { long: "--no-database-list", means: "False" },
  dbfilter: { long: "--db-filter" },
  proxy_mode: { long: "--proxy-mode", means: "True" },
  dev_mode: { long: "--dev" },
  test_enable: { long: "--test-enable", means: "True" },
  log_level: { long: "--log-level" },
  log_handler: { long: "--log-handler" },
  logfile: { long: "--logfile" },
};
/** Options that stand for another's value. */
const shortcuts: Readonly<Record<string, { key: SettingKey; means: string }>> = {
  "--log-sql": { key: "log_handler", means: "odoo.sql_db:DEBUG" },
  "--log-request": { key: "log_handler", means: "odoo.http.rpc.request:DEBUG" },
  "--log-response": { key: "log_handler", means: "odoo.http.rpc.response:DEBUG" },
};
const variableOf = (key: SettingKey): string =>
  key === "dev_mode" ? "ODOO_DEV" : `ODOO_${key.toUpperCase()}`;

/**
 * What each Odoo of the environment runs with: its arguments count before its variables, and those before the
 * file. Where none runs, the file alone speaks.
 */
export function settingsOf(conf: ReadonlyMap<string, string>, starts: readonly Start[]): Settings {
  const each = starts.length === 0 ? [{ args: [], variables: new Map() }] : starts;
  return Object.fromEntries(
    settingKeys.map((key) => [key, distinct(each.flatMap((start) => valuesOf(key, conf, start)))]),
  ) as Record<SettingKey, readonly Setting[]>;
}

function valuesOf(
  key: SettingKey,
  conf: ReadonlyMap<string, string>,
  { args, variables }: Start,
): readonly Setting[] {
  const { long, means } = options[key];
  const said =
    means === undefined
      ? optionOf(args, undefined, [long])
      : args.includes(long)
        ? means
        : undefined;
  const meant = Object.entries(shortcuts)
    .filter(([word, shortcut]) => shortcut.key === key && args.includes(word))
    .map(([, shortcut]) => shortcut.means);
  const values = [...(said === undefined ? [] : [said]), ...meant];
  if (values.length > 0) return values.map((value) => ({ value, from: "the command line" }));
  const variable = variables.get(variableOf(key));
  if (variable !== undefined) return [{ value: variable, from: `the variable ${variableOf(key)}` }];
  return [{ value: conf.get(key) ?? null, from: "odoo.conf" }];
}

const distinct = (settings: readonly Setting[]): readonly Setting[] => [
  ...new Map(settings.map((one) => [JSON.stringify(one), one])).values(),
];

/** What `admin_passwd` of `odoo.conf` is, without it. Odoo's own default is `admin`. */
export function masterPasswordOf(conf: ReadonlyMap<string, string>): "default" | "plain" | "hash" {
  const value = conf.get("admin_passwd") ?? null;
  if (!isSet(value) || value === "admin") return "default";
  return value.startsWith("$pbkdf2") ? "hash" : "plain";
}

/** The Odoos that `ps` shows with their process ids; undefined for lines of other programs. */
export function startOf(
  line: string,
): { readonly pid: string; readonly user: string; readonly args: readonly string[] } | undefined {
  const [, pid = "", user = "", text = ""] = /^\s*(\d+) +(\S+) +(.+)$/.exec(line) ?? [];
  const args = argumentsOf(text);
  return args === undefined ? undefined : { pid, user, args };
}

/** Variables by process id, of lines `/proc/<pid>/environ:NAME=value`. */
export function variablesOf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  // Words end in NUL, and so do grep's lines.
  for (const line of text.split(/[\0\n]/)) {
    const [, pid = "", name, value = ""] =
      /^\/proc\/(\d+)\/environ:([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    found.set(pid, (found.get(pid) ?? new Map<string, string>()).set(name, value));
  }
  return found;
}
