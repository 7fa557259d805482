import { z } from "zod";
import { collector } from "./collector.ts";
import { fromRecords } from "./source.ts";

/** Mail templates that name the server of what is made from them. */
export const odooPinnedTemplates = collector({
  id: "odoo.pinned-templates",
  title: "Templates with a mail server of their own",
  schema: z.array(z.strictObject({ id: z.int(), server: z.int() })),
  module: () => "mail",
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "mail.template",
      fields: { server: { name: "mail_server_id", kind: "ref" } },
      where: { field: "mail_server_id", op: "!=", value: null },
    }),
    (rows) => rows,
  ),
});
