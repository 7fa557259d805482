import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { failOrPass } from "../../model/outcome.ts";
import { settingFindings } from "./settings.ts";
import { check } from "../check.ts";

export const logLevel = check({
  id: "access.log-level",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo's log holds no requests, answers or queries",
  failTitle: "Odoo's log holds requests, answers or queries",
  why: "At these levels passwords, tokens and customers' data go into the log as they come.",
  remedy: "Set log_level = info, take such handlers out of log_handler, and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings },
  judge: ({ odoo }) =>
    failOrPass(
      [
        ...settingFindings(odoo.settings, "log_handler", {
          isBad: (value) => value?.split(",").some(isTalkative) === true,
          title: "log_handler leaks what it should not",
          remedy: "Take what ends in :DEBUG out of log_handler.",
        }),
        ...settingFindings(odoo.settings, "log_level", {
          isBad: (value) => value !== null && /^debug/i.test(value),
          title: "log_level leaks what it should not",
          remedy: "Set log_level = info.",
        }),
      ],
      "log_level is info or less, and no handler writes more",
    ),
});

/** Loggers that write requests, answers and queries out at level DEBUG; the root logger is all of them. */
const isTalkative = (handler: string): boolean =>
  /^\s*(?:odoo(?:\.sql_db|\.http.*)?|werkzeug|)\s*:\s*DEBUG\s*$/i.test(handler);
