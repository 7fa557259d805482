import { odooOauthProviders } from "../../facts/odoo-oauth-providers.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const oauthProviders = check({
  id: "integrations.oauth-providers",
  control: "integration_safeguards",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No OAuth provider is enabled",
  failTitle: "An OAuth provider is enabled",
  why: "People sign in to the copy with production's client and believe that they are in production.",
  remedy: "In Settings, Users & Companies, OAuth Providers: untick Allowed.",
  references: ["FR-4 External integration safeguards"],
  needs: { providers: odooOauthProviders },
  judge: ({ providers }) =>
    failOrPass(
      providers.map((p) => ({
        subject: `auth.oauth.provider,${p.id}`,
        title: `OAuth provider "${p.name ?? p.id}" is enabled`,
        remedy: `Disable auth.oauth.provider ${p.id}.`,
      })),
      "none is enabled",
    ),
});
