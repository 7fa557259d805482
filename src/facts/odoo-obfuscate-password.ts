import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Whether the password of Odoo's `obfuscate` is kept in the database, and under which id: never the password. */
export const odooObfuscatePassword = collector({
  id: "odoo.obfuscate-password",
  title: "Password of Odoo's obfuscate",
  schema: z.array(z.int()),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.config_parameter",
      fields: {},
      where: { field: "key", op: "=", value: "odoo_cyph_pwd" },
    }),
    (rows) => rows.map(({ id }) => id),
  ),
});
