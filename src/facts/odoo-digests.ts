import { collector } from "./collector.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

/** Digests that go out to their subscribers by themselves. */
export const odooDigests = collector({
  id: "odoo.digests",
  title: "Active digests",
  schema: tallySchema,
  module: () => "digest",
  sources: fromScan(
    () => ({
      kind: "scan",
      model: "digest.digest",
      fields: {},
      where: { field: "state", op: "=", value: "activated" },
      keep: () => true,
      enough: enoughRows,
    }),
    tally,
  ),
});
