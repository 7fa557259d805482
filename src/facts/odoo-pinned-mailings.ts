import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Mass mailings that name the server that they go through. */
export const odooPinnedMailings = collector({
  id: "odoo.pinned-mailings",
  title: "Mailings with a mail server of their own",
  schema: z.array(z.strictObject({ id: z.int(), server: z.int() })),
  module: () => "mass_mailing",
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "mailing.mailing",
      fields: { server: { name: "mail_server_id", kind: "ref" } },
      where: { field: "mail_server_id", op: "!=", value: null },
    }),
    (rows) => rows,
  ),
});
