import { odooParameterSecrets } from "../../facts/odoo-parameter-secrets.ts";
import { check } from "../check.ts";
import { judgeReused, originsSecrets } from "./reused.ts";

export const reusedParameters = check({
  id: "integrations.reused-parameters",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No system parameter holds a credential of its origin",
  failTitle: "A system parameter holds a credential of its origin",
  why: "Whatever the copy does with it is done on production's account; Odoo's neutralisation leaves most of these in place.",
  remedy:
    "In Settings, Technical, System Parameters: delete the credential, or put one of a test account in its place.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...originsSecrets, own: odooParameterSecrets },
  judge: ({ own, ...facts }, context) =>
    judgeReused(own, facts, context, {
      fact: "odoo.parameter-secrets",
      describe: (subject) => `The value of ${subject.split(",")[1] ?? subject}`,
      remedy: "Delete it, or use a credential of a test account.",
    }),
});
