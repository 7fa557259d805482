import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Active outgoing mail servers. Archived ones are not read here. */
export const odooMailServers = collector({
  id: "odoo.mail-servers",
  title: "Outgoing mail servers",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      name: z.string().nullable(),
      host: z.string().nullable(),
      port: z.int().nullable(),
      authentication: z.string().nullable(),
      /** Senders' addresses or domains that it is chosen for before the others. */
      fromFilter: z.string().nullable(),
      /** User whose mail alone goes through it. */
      owner: z.int().nullable(),
    }),
  ),
  sources: fromRecords(
    ({ version }) => ({
      kind: "records",
      model: "ir.mail_server",
      fields: {
        name: { name: "name", kind: "text" },
        host: { name: "smtp_host", kind: "text" },
        port: { name: "smtp_port", kind: "integer" },
        // `cli` (17) means that odoo.conf decides where the mail goes; the field came with 15.
        ...(version.major >= 15 && {
          authentication: { name: "smtp_authentication", kind: "text" } as const,
          fromFilter: { name: "from_filter", kind: "text" } as const,
        }),
        ...(version.major >= 19 && { owner: { name: "owner_user_id", kind: "ref" } as const }),
      },
      where: { field: "active", op: "=", value: true },
    }),
    (rows) => rows.map((row) => ({ authentication: null, fromFilter: null, owner: null, ...row })),
  ),
});
