import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

// The first author of the Community Association's modules begins with "Odoo" too, and is not meant.
const odooItself = /\b(?:odoo|openerp)\s+s\.?a\b|^odoo$/i;

/**
 * Installed modules that Odoo itself is no author of. One whose manifest names nobody counts as Odoo's: that
 * is what Odoo writes down for it.
 */
export const odooForeignModules = collector({
  id: "odoo.foreign-modules",
  title: "Modules that are not Odoo's own",
  schema: z.array(z.string()),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.module.module",
      fields: { name: { name: "name", kind: "text" }, author: { name: "author", kind: "text" } },
      where: { field: "state", op: "in", value: ["installed", "to upgrade", "to remove"] },
    }),
    (rows) =>
      rows
        .filter(({ author }) => !odooItself.test(String(author ?? "Odoo S.A.")))
        .map(({ name }) => name),
  ),
});
