import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { daysBetween, isOver } from "../../model/days.ts";

export const expired = check({
  id: "lifecycle.expired",
  control: "lifecycle",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The environment is within its time",
  failTitle: "The environment has outlived its time",
  why: "What was meant to end is not looked after any more.",
  remedy: "Remove the environment, or decide anew: a later expiry, or keep with a new review date.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: {},
  judge(_facts, { environment, now }) {
    const { lifecycle, name } = environment;
    if (lifecycle.kind === "undeclared") {
      return { outcome: "not_applicable", because: "no expiry or keep is declared" };
    }
    const day = lifecycle.kind === "expires" ? lifecycle.on : lifecycle.review;
    const findings: Finding[] = [];
    if (isOver(day, now)) {
      const days = plural(daysBetween(day, now), "day");
      findings.push({
        subject: "lifecycle",
        title:
          lifecycle.kind === "expires"
            ? `${name} expired on ${day}, ${days} ago`
            : `The decision to keep ${name} was due for review on ${day}, ${days} ago`,
        remedy: "Remove the environment, or renew the decision.",
      });
    }
    return failOrPass(findings, `${lifecycle.kind === "expires" ? "expires" : "review"} on ${day}`);
  },
});
