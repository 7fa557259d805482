import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const declared = check({
  id: "lifecycle.declared",
  control: "lifecycle",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The environment has an end, or a reason to stay",
  failTitle: "The environment has neither an end nor a reason to stay",
  why: "Forgotten copies keep production's data, unpatched, for years.",
  remedy: "Declare lifecycle.expires, or lifecycle.keep with reason, approver and review date.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: {},
  judge(_facts, { environment }) {
    const { lifecycle } = environment;
    return failOrPass(
      lifecycle.kind === "undeclared"
        ? [
            {
              subject: "lifecycle",
              title: `${environment.name} declares neither an expiry nor a reason to keep it`,
              remedy: "Declare lifecycle.expires or lifecycle.keep in the configuration.",
            },
          ]
        : [],
      lifecycle.kind === "expires"
        ? `expires on ${lifecycle.on}`
        : lifecycle.kind === "keep"
          ? `kept by ${lifecycle.approver}, to be reviewed on ${lifecycle.review}`
          : "",
    );
  },
});
