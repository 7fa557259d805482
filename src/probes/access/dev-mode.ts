import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { failOrPass } from "../../model/outcome.ts";
import { settingFindings } from "./settings.ts";
import { isSet } from "../../facts/odoo-conf.ts";
import { check } from "../check.ts";

export const devMode = check({
  id: "access.dev-mode",
  control: "least_privilege",
  severity: "high",
  tiers: ["staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo runs without developer options",
  failTitle: "Odoo runs with developer options",
  why: "They reload code that somebody changes under it, show tracebacks to visitors, and stop at breakpoints.",
  remedy: "Remove --dev and dev_mode, and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings },
  judge: ({ odoo }) =>
    failOrPass(
      settingFindings(odoo.settings, "dev_mode", {
        isBad: isSet,
        title: "dev_mode is set",
        remedy: "Remove --dev and dev_mode.",
      }),
      "dev_mode is not set",
    ),
});
