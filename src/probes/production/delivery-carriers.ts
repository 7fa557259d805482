import { odooDeliveryCarriers } from "../../facts/odoo-delivery-carriers.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const productionDeliveryCarriers = check({
  id: "production.delivery-carriers",
  control: "operational_health",
  severity: "medium",
  tiers: ["production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Production's carriers ship for real",
  failTitle: "A carrier of production is in test mode",
  why: "Its labels look right and no parcel is fetched.",
  remedy: "On the carrier: switch the environment to Production, or archive it.",
  references: ["FR-4 External integration safeguards"],
  needs: { carriers: odooDeliveryCarriers },
  judge: ({ carriers }) =>
    failOrPass(
      carriers
        // Collecting in the shop orders nothing from anybody.
        .filter((c) => !c.production && c.deliveryType !== "in_store")
        .map((c) => ({
          subject: `delivery.carrier,${c.id}`,
          title: `Carrier "${c.name ?? c.id}" (${c.deliveryType ?? "no type"}) is in test mode`,
          remedy: `Switch delivery.carrier ${c.id} to Production, or archive it.`,
        })),
      carriers.length === 0
        ? "no active carrier has an outside service"
        : `${carriers.length} with an outside service, all in production mode`,
    ),
});
