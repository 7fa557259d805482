import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/**
 * Who the database is: keyed digests of `database.uuid` and `database.secret`, never the values. Odoo makes
 * both anew when it copies a database itself; a raw clone keeps them.
 */
export const odooIdentity = collector({
  id: "odoo.identity",
  title: "Identity of the database",
  schema: z.strictObject({
    uuidDigest: z.string().nullable(),
    secretDigest: z.string().nullable(),
  }),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.config_parameter",
      fields: { key: { name: "key", kind: "text" }, digest: { name: "value", kind: "digest" } },
      where: { field: "key", op: "in", value: ["database.uuid", "database.secret"] },
    }),
    (rows) => ({
      uuidDigest: rows.find((row) => row["key"] === "database.uuid")?.["digest"] ?? null,
      secretDigest: rows.find((row) => row["key"] === "database.secret")?.["digest"] ?? null,
    }),
  ),
});
