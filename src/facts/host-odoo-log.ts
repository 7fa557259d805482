import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { membersOf, parseAccounts } from "./accounts.ts";
import { collector, known } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { hostOdooSettings } from "./host-odoo-settings.ts";
import { isSet } from "./odoo-conf.ts";
import { fromHost } from "./source.ts";

/** Who may read the file that Odoo logs to: its mode, owner and group, and who is in the group. */
export const hostOdooLog = collector({
  id: "host.odoo-log",
  title: "Permissions of Odoo's log",
  schema: z.strictObject({
    path: z.string(),
    mode: z.string().regex(/^[0-7]{3,4}$/),
    owner: z.string(),
    group: z.string(),
    /** Null for a group that the host's files do not know. */
    members: z.array(z.string()).nullable(),
  }),
  after: [hostOdooSettings],
  sources: fromHost(
    (context) => {
      const path = logOf(known(context, hostOdooSettings).settings.logfile);
      return path === undefined
        ? { absent: "Odoo logs to no file of its own; who reads the journal is access.host-groups" }
        : [{ name: "stat-odoo-log", path }, { name: "read-accounts" }];
    },
    ([stat, accounts], context) => {
      const path = logOf(known(context, hostOdooSettings).settings.logfile) ?? "";
      if (stat?.code !== 0) throw hostFailure(stat, path);
      if (accounts?.code !== 0) throw hostFailure(accounts, "/etc/group and /etc/passwd");
      const [, mode, owner, group] = /^(\d+) (\S+) (\S+)\n?$/.exec(stat.stdout) ?? [];
      if (group === undefined) {
        throw new TargetError("malformed_response", `stat of ${path} gave no mode`);
      }
      const members = membersOf(parseAccounts(accounts.stdout), group) ?? null;
      return { path, mode, owner, group, members };
    },
  ),
});

const logOf = (values: readonly { readonly value: string | null }[]): string | undefined =>
  values.map(({ value }) => value).find((value) => isSet(value) && value.startsWith("/")) ??
  undefined;
