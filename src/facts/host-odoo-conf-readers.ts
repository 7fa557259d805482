import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { membersOf, parseAccounts } from "./accounts.ts";
import { collector } from "./collector.ts";
import { hostFailure } from "./host-failure.ts";
import { confModeOf } from "./host-odoo-conf-mode.ts";
import { fromHost } from "./source.ts";

/** The accounts in the group of `odoo.conf`, the auditor's own left out. */
export const hostOdooConfReaders = collector({
  id: "host.odoo-conf-readers",
  title: "Accounts in the group of odoo.conf",
  schema: z.array(z.string()),
  anyVersion: true,
  sources: fromHost(
    ({ environment }) => [
      { name: "stat-odoo-conf", path: environment.ssh?.odooConf ?? "" },
      { name: "read-accounts" },
    ],
    ([stat, accounts], { environment }) => {
      const { group } = confModeOf(stat, environment);
      if (accounts?.code !== 0) throw hostFailure(accounts, "/etc/group and /etc/passwd");
      const members = membersOf(parseAccounts(accounts.stdout), group);
      if (members === undefined) {
        throw new TargetError("fact_missing", `group ${group} is not in the host's /etc/group`);
      }
      return members.filter((name) => name !== environment.ssh?.user);
    },
  ),
});
