import { odooSecretStrength } from "../../facts/odoo-secret-strength.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const databaseSecret = check({
  id: "access.database-secret",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Nobody can guess database.secret",
  failTitle: "Somebody can guess database.secret",
  why: "Odoo signs portal links, password resets and forms with it: who knows it makes valid ones. Some neutralisation scripts set it to a constant word.",
  remedy: "Set database.secret to a new random UUID and restart Odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { strong: odooSecretStrength },
  judge: ({ strong }) =>
    failOrPass(
      strong === true
        ? []
        : [
            {
              subject: "ir.config_parameter,database.secret",
              title:
                strong === null
                  ? "database.secret is not set"
                  : "database.secret is too short or too uniform to be random",
              remedy: "Set database.secret to a new random UUID.",
            },
          ],
      "database.secret is as long and varied as a random UUID",
    ),
});
