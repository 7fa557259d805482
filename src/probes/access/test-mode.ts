import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { failOrPass } from "../../model/outcome.ts";
import { settingFindings } from "./settings.ts";
import { isSet } from "../../facts/odoo-conf.ts";
import { check } from "../check.ts";

export const testMode = check({
  id: "access.test-mode",
  control: "least_privilege",
  severity: "high",
  tiers: ["staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo runs without its tests",
  failTitle: "Odoo runs in test mode",
  why: "It runs tests in the live database at every update, and its test routes and cursors are not made for users.",
  remedy: "Remove --test-enable and test_enable, and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings },
  judge: ({ odoo }) =>
    failOrPass(
      settingFindings(odoo.settings, "test_enable", {
        isBad: isSet,
        title: "test_enable is on",
        remedy: "Remove --test-enable and test_enable.",
      }),
      "test_enable is off",
    ),
});
