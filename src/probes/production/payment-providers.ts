import { odooPaymentProviders } from "../../facts/odoo-payment-providers.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const productionPaymentProviders = check({
  id: "production.payment-providers",
  control: "operational_health",
  severity: "high",
  tiers: ["production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Production takes real payments",
  failTitle: "Production takes payments in test mode alone",
  why: "Customers pay with a test card's rules: orders are confirmed, and no money comes.",
  remedy: "In the payment providers' list: set the provider to Enabled, with its live keys.",
  references: ["FR-4 External integration safeguards"],
  needs: { providers: odooPaymentProviders },
  judge({ providers }) {
    const enabled = providers.filter((p) => p.state === "enabled").length;
    // Beside an enabled one, a provider in test mode is being tried out.
    return failOrPass(
      enabled > 0
        ? []
        : providers
            .filter((p) => p.state === "test")
            .map((p) => ({
              subject: `payment.provider,${p.id}`,
              title: `Payment provider "${p.name ?? p.id}" (${p.code ?? "no code"}) is in test mode, and none is enabled`,
              remedy: `Enable payment provider ${p.id} with its live keys, or disable it.`,
            })),
      enabled > 0 ? `${enabled} enabled` : "no provider is switched on",
    );
  },
});
