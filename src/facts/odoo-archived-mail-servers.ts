import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Archived outgoing mail servers: nobody chooses them, but a template or a mailing may still name one. */
export const odooArchivedMailServers = collector({
  id: "odoo.archived-mail-servers",
  title: "Archived outgoing mail servers",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      name: z.string().nullable(),
      host: z.string().nullable(),
      port: z.int().nullable(),
    }),
  ),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.mail_server",
      fields: {
        name: { name: "name", kind: "text" },
        host: { name: "smtp_host", kind: "text" },
        port: { name: "smtp_port", kind: "integer" },
      },
      where: { field: "active", op: "=", value: false },
    }),
    (rows) => rows,
  ),
});
