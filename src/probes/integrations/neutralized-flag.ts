import { odooNeutralized } from "../../facts/odoo-neutralized.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const neutralizedFlag = check({
  id: "integrations.neutralized-flag",
  control: "integration_safeguards",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  versions: { from: 16 },
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The database is marked as neutralised",
  failTitle: "The database is not marked as neutralised",
  why: "The mark keeps Odoo from switching scheduled actions on again and shows users that this is a copy. It proves nothing by itself: the other checks look at the effects.",
  remedy: "Run `odoo-bin neutralize -d DATABASE` with the complete add-on path, and restart Odoo.",
  references: ["FR-4 External integration safeguards"],
  needs: { flag: odooNeutralized },
  judge: ({ flag }) =>
    failOrPass(
      flag?.toLowerCase() === "true"
        ? []
        : [
            {
              subject: "ir.config_parameter,database.is_neutralized",
              title:
                flag === null
                  ? "database.is_neutralized is not set"
                  : "database.is_neutralized is not true",
              remedy: "Neutralise the database with Odoo's own command.",
            },
          ],
      "database.is_neutralized is true",
    ),
});
