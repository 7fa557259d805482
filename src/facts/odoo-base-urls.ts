import { collector } from "./collector.ts";
import { digestsSchema, namedDigests } from "./digests.ts";
import { fromRecords } from "./source.ts";

/** Keyed digests of the host names under which Odoo writes links: in mails, in reports. */
export const odooBaseUrls = collector({
  id: "odoo.base-urls",
  title: "Base addresses",
  schema: digestsSchema,
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.config_parameter",
      fields: { key: { name: "key", kind: "text" }, host: { name: "value", kind: "hostdigest" } },
      where: { field: "key", op: "in", value: ["web.base.url", "report.url"] },
    }),
    (rows) => namedDigests(rows, ["host"], (row) => `ir.config_parameter,${String(row["key"])}`),
  ),
});
