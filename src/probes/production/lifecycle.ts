import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const productionLifecycle = check({
  id: "production.lifecycle",
  control: "operational_health",
  severity: "critical",
  tiers: ["production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Production has no last day",
  failTitle: "Production is declared to expire",
  why: "Whatever removes expired environments would remove the company's data.",
  remedy: "Take lifecycle.expires out of production's declaration; lifecycle.keep may stand there.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: {},
  judge: (_facts, { environment }) =>
    failOrPass(
      environment.lifecycle.kind === "expires"
        ? [
            {
              subject: "lifecycle",
              title: `${environment.name} is production and declared to expire on ${environment.lifecycle.on}`,
              remedy: "Take lifecycle.expires out of its declaration.",
            },
          ]
        : [],
      environment.lifecycle.kind === "keep" ? "it is kept" : "nothing is declared",
    ),
});
