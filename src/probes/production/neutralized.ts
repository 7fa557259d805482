import { odooNeutralized } from "../../facts/odoo-neutralized.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const productionNeutralized = check({
  id: "production.neutralized",
  control: "operational_health",
  severity: "critical",
  tiers: ["production"],
  versions: { from: 16 },
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Production is not neutralised",
  failTitle: "Production is neutralised",
  why: "Somebody ran the neutralisation on the wrong database, or put a neutralised copy in production's place: mail, payments and scheduled actions are off, and Odoo keeps the actions from being switched on.",
  remedy:
    "Find out which: restore production from its last backup, or undo each change and delete database.is_neutralized.",
  references: ["FR-4 External integration safeguards"],
  needs: { flag: odooNeutralized },
  judge: ({ flag }) =>
    failOrPass(
      flag?.toLowerCase() === "true"
        ? [
            {
              subject: "ir.config_parameter,database.is_neutralized",
              title: "database.is_neutralized is true in production",
              remedy: "Find out whether this is production's own database before undoing it.",
            },
          ]
        : [],
      flag === null ? "database.is_neutralized is not set" : "database.is_neutralized is not true",
    ),
});
