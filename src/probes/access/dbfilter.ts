import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { isSet } from "../../facts/odoo-conf.ts";
import { failOrPass } from "../../model/outcome.ts";
import { settingFindings } from "./settings.ts";
import { check } from "../check.ts";

export const dbfilter = check({
  id: "access.dbfilter",
  control: "least_privilege",
  severity: "low",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo serves its own database alone, whatever name it is asked by",
  failTitle: "Odoo serves any database that its role owns",
  why: "A copy that somebody restores beside it is then served to everybody at once, before it was made safe.",
  remedy: "Set dbfilter (^name$) or db_name in odoo.conf, and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings, conf: hostOdooConf },
  judge({ odoo, conf }) {
    const open = isSet(conf.db_name)
      ? []
      : settingFindings(odoo.settings, "dbfilter", {
          isBad: (value) => !isSet(value) || /^\^?\.\*\$?$/.test(value),
          title: "Neither dbfilter nor db_name narrows what Odoo serves",
          remedy: "Set dbfilter or db_name.",
        });
    return failOrPass(open, "dbfilter or db_name narrows what it serves");
  },
});
