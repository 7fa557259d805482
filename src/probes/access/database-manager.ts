import { httpDatabaseManager } from "../../facts/http-database-manager.ts";
import type { z } from "zod";
import { httpDatabaseLists } from "../../facts/http-database-lists.ts";
import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { failOrPass, type Verdict } from "../../model/outcome.ts";
import type { Fact } from "../../model/record.ts";
import { check } from "../check.ts";

export const databaseManager = check({
  id: "access.database-manager",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The database manager and the lists of databases are closed",
  failTitle: "The database manager or a list of databases is open",
  why: "One password stands between anybody and a download, or the deletion, of the whole database; and whoever knows the names of all of them knows where to try.",
  remedy: "Set list_db = False in odoo.conf and restart Odoo, or close /web/database in the proxy.",
  references: ["FR-4 Least-privilege access"],
  needs: { state: httpDatabaseManager },
  wants: { lists: httpDatabaseLists, conf: hostOdooConf },
  judge({ state, lists, conf }) {
    // Where the manager is open, so are the others: one cause, one finding.
    if (state === "enabled" || state === "insecure") return failOrPass([managerOpen[state]], "");
    const closed = `/web/database/manager is ${state}`;
    // The same setting closes all three.
    if (state === "disabled") return failOrPass([], closed);
    if (lists.state === "unknown") {
      return { outcome: "unknown", reason: lists.reason, detail: lists.detail };
    }
    if (lists.state === "absent") return { outcome: "not_applicable", because: lists.because };
    const { selector, list } = lists.value;
    if (selector === "open") return failOrPass([selectorOpen], "");
    if (selector === "disabled" || list === "blocked") {
      return failOrPass([], `${closed}, the selector is ${selector}, the list is ${list}`);
    }
    return judgeList(conf, closed);
  },
});

const remedy = "Set list_db = False, and a master password of your own.";
const managerOpen = {
  enabled: { subject: "/web/database/manager", title: "The database manager is open", remedy },
  insecure: {
    subject: "/web/database/manager",
    title: "The database manager is open, and Odoo says that its master password is the default",
    remedy,
  },
} as const;
const selectorOpen = {
  subject: "/web/database/selector",
  title: "The list of databases is open: a proxy closes the manager, and not the selector",
  remedy: "Set list_db = False, or close all of /web/database in the proxy.",
} as const;

/** A proxy lets calls to the list through: whether Odoo answers them is for its file to say. */
function judgeList(conf: Fact<z.output<typeof hostOdooConf.schema>>, closed: string): Verdict {
  if (conf.state !== "known") {
    const why = conf.state === "unknown" ? conf.detail : conf.because;
    return {
      outcome: "unknown",
      reason: conf.state === "unknown" ? conf.reason : "fact_missing",
      detail: `a proxy lets calls to /web/database/list through, and list_db was not read: ${why}`,
    };
  }
  if (conf.value.list_db?.toLowerCase() === "false") {
    return failOrPass([], `${closed}, and list_db is off`);
  }
  return failOrPass(
    [
      {
        subject: "/web/database/list",
        title: "The list of databases is open: a proxy closes the manager, and not the list",
        remedy: "Set list_db = False, or close all of /web/database in the proxy.",
      },
    ],
    "",
  );
}
