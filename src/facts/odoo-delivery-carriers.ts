import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Active carriers that are computed elsewhere: `fixed` and `base_on_rule` never leave the database. */
export const odooDeliveryCarriers = collector({
  id: "odoo.delivery-carriers",
  title: "Delivery carriers",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      name: z.string().nullable(),
      deliveryType: z.string().nullable(),
      production: z.boolean(),
    }),
  ),
  module: () => "delivery",
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "delivery.carrier",
      fields: {
        name: { name: "name", kind: "text" },
        deliveryType: { name: "delivery_type", kind: "text" },
        production: { name: "prod_environment", kind: "boolean" },
      },
      where: {
        all: [
          { field: "active", op: "=", value: true },
          { field: "delivery_type", op: "not in", value: ["fixed", "base_on_rule"] },
        ],
      },
    }),
    (rows) => rows,
  ),
});
