import { lifecycleDefaults } from "../../model/environment.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { odooCreateDate } from "../../facts/odoo-create-date.ts";
import { odooLastLogin } from "../../facts/odoo-last-login.ts";
import { check } from "../check.ts";
import { daysBetween } from "../../model/days.ts";

export const abandoned = check({
  id: "lifecycle.abandoned",
  control: "lifecycle",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Somebody uses the environment",
  failTitle: "Nobody uses the environment any more",
  why: "An environment that nobody signs in to keeps production's data and an open port for nobody's benefit.",
  remedy:
    "Ask its owner whether it can be removed. After how many days it is told is policy.lifecycle.abandoned_days.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: { login: odooLastLogin, created: odooCreateDate },
  judge({ login, created }, { environment, now }) {
    const limit = environment.policy.lifecycle.abandonedDays ?? lifecycleDefaults.abandonedDays;
    // Where nobody ever signed in, it was nobody's from the beginning.
    const since = login.at ?? created;
    if (since === null) {
      return {
        outcome: "unknown",
        reason: "fact_missing",
        detail: "nobody ever logged in, and the database has no creation date",
      };
    }
    // Clocks differ by minutes; a day ahead is somebody's hand, and hides when it really was.
    if (daysBetween(now, since) >= 1) {
      const what = login.at === null ? "the creation date of the database" : "the last login";
      return { outcome: "unknown", reason: "fact_missing", detail: `${what} lies in the future` };
    }
    const days = Math.max(0, daysBetween(since, now));
    const last =
      login.at === null
        ? `nobody but the auditor logged in since it was made, ${plural(days, "day")} ago`
        : `the last login, the auditor's aside, was ${plural(days, "day")} ago`;
    return failOrPass(
      days > limit
        ? [
            {
              subject: "logins",
              title: `${environment.name}: ${last}`,
              remedy: "Remove the environment, or find out who needs it.",
            },
          ]
        : [],
      last,
    );
  },
});
