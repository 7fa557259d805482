import { odooPaymentProviders } from "../../facts/odoo-payment-providers.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

// Providers that move no money by themselves: a wire transfer is text on a page, `none` has no code behind it.
const harmless = new Set<string | null>(["none", "manual", "transfer", "custom", "demo", "test"]);

export const paymentProviders = check({
  id: "integrations.payment-providers",
  control: "integration_safeguards",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No payment provider can charge anybody",
  failTitle: "A payment provider is live",
  why: "A test order in a copy of production charges a real card.",
  remedy: "In the payment providers' list: set the provider's state to Disabled or Test Mode.",
  references: ["FR-4 External integration safeguards"],
  needs: { providers: odooPaymentProviders },
  judge({ providers }) {
    const live = providers.filter((p) => p.state !== "test" && !harmless.has(p.code));
    return failOrPass(
      live.map((p) => ({
        subject: `payment.provider,${p.id}`,
        title: `Payment provider "${p.name ?? p.id}" (${p.code ?? "no code"}) is ${p.state ?? "in no state"}`,
        remedy: `Set payment provider ${p.id} to Disabled or Test Mode.`,
      })),
      providers.length === 0
        ? "every provider is disabled"
        : `${providers.length} not disabled, each in test mode or without an outside service`,
    );
  },
});
