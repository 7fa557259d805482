import { odooDeliveryCarriers } from "../../facts/odoo-delivery-carriers.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const deliveryCarriers = check({
  id: "integrations.delivery-carriers",
  control: "integration_safeguards",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No delivery carrier ships for real",
  failTitle: "A delivery carrier ships for real",
  why: "Validating a delivery in a copy orders a real shipment, with a label and a bill.",
  remedy: "On the carrier: switch the environment to Test, or archive it.",
  references: ["FR-4 External integration safeguards"],
  needs: { carriers: odooDeliveryCarriers },
  judge: ({ carriers }) =>
    failOrPass(
      carriers
        .filter((c) => c.production)
        .map((c) => ({
          subject: `delivery.carrier,${c.id}`,
          title: `Carrier "${c.name ?? c.id}" (${c.deliveryType ?? "no type"}) is in production mode`,
          remedy: `Switch delivery.carrier ${c.id} to Test, or archive it.`,
        })),
      carriers.length === 0
        ? "no active carrier has an outside service"
        : `${carriers.length} with an outside service, all in test mode`,
    ),
});
