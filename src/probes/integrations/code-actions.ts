import { odooOutwardCode } from "../../facts/odoo-outward-code.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const codeActions = check({
  id: "integrations.code-actions",
  control: "integration_safeguards",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No server action or automation rule has code that calls out",
  failTitle: "A server action or automation rule has code that calls out",
  why: "Neutralisation does not touch code: it calls the same service, with the same account, as in production.",
  remedy:
    "Read the code of the action. Take it out of the copy, or have it read its address from a system parameter that the copy empties.",
  references: ["FR-4 External integration safeguards"],
  needs: { actions: odooOutwardCode },
  judge: ({ actions }) =>
    failOrPass(
      actions.map(({ id, name, calls }) => ({
        subject: `ir.actions.server,${id}`,
        title: `Server action "${name ?? id}" has code with ${calls.map((c) => c.replace(/\.$/, "")).join(", ")}`,
        remedy: `Read the code of ir.actions.server ${id}, and take it out of the copy.`,
      })),
      "no code names a library that reaches other machines",
    ),
});
