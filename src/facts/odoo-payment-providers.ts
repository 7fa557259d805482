import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Payment providers (`payment.acquirer` up to 15) in any state but `disabled`. */
export const odooPaymentProviders = collector({
  id: "odoo.payment-providers",
  title: "Payment providers",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      name: z.string().nullable(),
      code: z.string().nullable(),
      state: z.string().nullable(),
    }),
  ),
  module: () => "payment",
  sources: fromRecords(
    ({ version }) => ({
      kind: "records",
      model: version.major >= 16 ? "payment.provider" : "payment.acquirer",
      fields: {
        name: { name: "name", kind: "text" },
        code: { name: version.major >= 16 ? "code" : "provider", kind: "text" },
        state: { name: "state", kind: "text" },
      },
      where: { field: "state", op: "!=", value: "disabled" },
    }),
    (rows) => rows,
  ),
});
