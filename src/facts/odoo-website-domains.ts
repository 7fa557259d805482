import { collector } from "./collector.ts";
import { digestsSchema, namedDigests } from "./digests.ts";
import { fromRecords } from "./source.ts";

/** Keyed digests of the host names of the websites. */
export const odooWebsiteDomains = collector({
  id: "odoo.website-domains",
  title: "Website domains",
  schema: digestsSchema,
  module: () => "website",
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "website",
      fields: { host: { name: "domain", kind: "hostdigest" } },
      where: { field: "domain", op: "!=", value: null },
    }),
    (rows) => namedDigests(rows, ["host"], (row) => `website,${row.id}`),
  ),
});
