import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector } from "./collector.ts";
import { deniedPaths } from "./host-access/lines.ts";
import { hostFailure } from "./host-failure.ts";
import { parseOdooConf } from "./odoo-conf.ts";
import { optionOf } from "./odoo-processes.ts";
import { masterPasswordOf, settingsOf, startOf, variablesOf } from "./odoo-settings.ts";
import { fromHost } from "./source.ts";

const setting = z.array(z.strictObject({ value: z.string().nullable(), from: z.string() }));
/** From this version on Odoo takes options from its environment too. */
const firstWithVariables = 19;

/** What the environment's Odoo runs with, from its file, its arguments and, from 19 on, its variables. */
export const hostOdooSettings = collector({
  id: "host.odoo-settings",
  title: "Settings that Odoo runs with",
  schema: z.strictObject({
    /** Whether it is reached over TLS; null where no address is declared. */
    https: z.boolean().nullable(),
    masterPassword: z.enum(["default", "plain", "hash"]),
    settings: z.strictObject({
      list_db: setting,
      dbfilter: setting,
      proxy_mode: setting,
      dev_mode: setting,
      test_enable: setting,
      log_level: setting,
      log_handler: setting,
      logfile: setting,
    }),
  }),
  sources: fromHost(
    ({ environment, version }) => [
      { name: "read-odoo-conf", path: environment.ssh?.odooConf ?? "" },
      { name: "list-processes" },
      ...(version.major >= firstWithVariables ? [{ name: "read-odoo-environment" } as const] : []),
    ],
    ([file, processes, environ], { environment }) => {
      const path = environment.ssh?.odooConf ?? "odoo.conf";
      if (file?.code !== 0) throw hostFailure(file, path);
      if (processes?.code !== 0) throw hostFailure(processes, "the list of processes");
      const own = processes.stdout
        .split("\n")
        .flatMap((line) => startOf(line) ?? [])
        .filter(({ args }) => isOwn(optionOf(args, "-c", ["--config"]), path));
      const hidden = new Set(environ === undefined ? [] : deniedPaths(environ));
      const unread = own.find(({ pid }) => hidden.has(`/proc/${pid}/environ`));
      if (unread !== undefined) {
        throw new TargetError(
          "access_denied",
          `the account may not read the variables of Odoo (/proc/${unread.pid}/environ), which count before odoo.conf`,
        );
      }
      const variables = variablesOf(environ?.stdout ?? "");
      const conf = parseOdooConf(file.stdout);
      return {
        https: environment.odoo === undefined ? null : environment.odoo.url.startsWith("https:"),
        masterPassword: masterPasswordOf(conf),
        settings: settingsOf(
          conf,
          own.map(({ pid, args }) => ({ args, variables: variables.get(pid) ?? new Map() })),
        ),
      };
    },
  ),
});

/** Whether an Odoo reads this file: a relative path, or none, may be it. */
const isOwn = (config: string | undefined, path: string): boolean =>
  config === undefined || config === path || !config.startsWith("/");
