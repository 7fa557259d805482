import { odooBaseUrls } from "../../facts/odoo-base-urls.ts";
import { check } from "../check.ts";
import { judgeAddresses, productionsAddresses } from "./addresses.ts";

export const baseUrls = check({
  id: "integrations.base-urls",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Odoo's links lead to the environment itself",
  failTitle: "Odoo's links lead to production",
  why: "Links in mails and reports, and addresses that are registered with other services, send people and payments of a test into production.",
  remedy:
    "Set web.base.url (and report.url where it is set) to the environment's own address, and web.base.url.freeze to True.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...productionsAddresses, urls: odooBaseUrls },
  judge: ({ urls, ...facts }, context) =>
    judgeAddresses(
      urls,
      facts,
      context,
      (subject, production) => `${subject.split(",")[1] ?? subject} is an address of ${production}`,
      "Set it to the environment's own address.",
    ),
});
