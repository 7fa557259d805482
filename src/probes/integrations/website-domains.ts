import { odooWebsiteDomains } from "../../facts/odoo-website-domains.ts";
import { check } from "../check.ts";
import { judgeAddresses, productionsAddresses } from "./addresses.ts";

export const websiteDomains = check({
  id: "integrations.website-domains",
  control: "integration_safeguards",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No website has production's domain",
  failTitle: "A website has production's domain",
  why: "Pages, site maps and links of the copy name production's shop: visitors and search engines end up there, or take the copy for it.",
  remedy: "In Website, Configuration, Settings: empty the domain, or set the environment's own.",
  references: ["FR-4 External integration safeguards"],
  needs: { ...productionsAddresses, domains: odooWebsiteDomains },
  judge: ({ domains, ...facts }, context) =>
    judgeAddresses(
      domains,
      facts,
      context,
      (subject, production) =>
        `The domain of website ${subject.split(",")[1] ?? subject} is an address of ${production}`,
      "Empty the website's domain, or set the environment's own.",
    ),
});
