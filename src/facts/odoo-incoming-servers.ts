import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Active incoming mail servers: each fetches, and by default deletes, mail from a real mailbox. */
export const odooIncomingServers = collector({
  id: "odoo.incoming-servers",
  title: "Incoming mail servers",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      name: z.string().nullable(),
      server: z.string().nullable(),
      state: z.string().nullable(),
    }),
  ),
  module: (version) => (version.major >= 16 ? "mail" : "fetchmail"),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "fetchmail.server",
      fields: {
        name: { name: "name", kind: "text" },
        server: { name: "server", kind: "text" },
        state: { name: "state", kind: "text" },
      },
      where: { field: "active", op: "=", value: true },
    }),
    (rows) => rows,
  ),
});
