import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { failOrPass } from "../../model/outcome.ts";
import { settingFindings } from "./settings.ts";
import { check } from "../check.ts";

export const listDb = check({
  id: "access.list-db",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo gives no list of its databases away",
  failTitle: "Odoo gives the list of its databases away",
  why: "Whoever knows the names knows where to try passwords; and where the list is open, so is the database manager.",
  remedy: "Set list_db = False in odoo.conf, and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings },
  judge: ({ odoo }) =>
    failOrPass(
      settingFindings(odoo.settings, "list_db", {
        isBad: (value) => value === null || !isOff(value),
        title: "list_db is on",
        remedy: "Set list_db = False.",
      }),
      "list_db is off",
    ),
});

const isOff = (value: string): boolean => /^(?:false|no|off|0)$/i.test(value);
