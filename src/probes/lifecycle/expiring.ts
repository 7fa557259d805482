import { lifecycleDefaults } from "../../model/environment.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { daysBetween, isOver } from "../../model/days.ts";

export const expiring = check({
  id: "lifecycle.expiring",
  control: "lifecycle",
  severity: "low",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Its last day, or its review, is not near",
  failTitle: "Its last day, or its review, is near",
  why: "Whoever still needs it can say so now; on the day itself it is too late to ask.",
  remedy:
    "Ask its owner: prepare the removal, or decide anew. How early it is told is policy.lifecycle.warn_days.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: {},
  judge(_facts, { environment, now }) {
    const { lifecycle, name, policy } = environment;
    if (lifecycle.kind === "undeclared") {
      return { outcome: "not_applicable", because: "no expiry or keep is declared" };
    }
    const day = lifecycle.kind === "expires" ? lifecycle.on : lifecycle.review;
    if (isOver(day, now)) {
      return { outcome: "not_applicable", because: "the day is over: see lifecycle.expired" };
    }
    const warnDays = policy.lifecycle.warnDays ?? lifecycleDefaults.warnDays;
    const left = daysBetween(now.slice(0, 10), day);
    const when = left === 0 ? "today" : `in ${plural(left, "day")}`;
    const findings: Finding[] = [];
    if (left <= warnDays) {
      findings.push({
        subject: "lifecycle",
        title:
          lifecycle.kind === "expires"
            ? `${name} expires on ${day}, ${when}`
            : `The decision to keep ${name} is due for review on ${day}, ${when}`,
        remedy: "Prepare the removal, or renew the decision.",
      });
    }
    return failOrPass(findings, `${day}, ${when}`);
  },
});
