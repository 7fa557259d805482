import { collector } from "./collector.ts";
import { digestsSchema, namedDigests } from "./digests.ts";
import { everything } from "./read.ts";
import { fromRecords } from "./source.ts";

/** Keyed digests of the passwords of outgoing mail servers, archived ones too. */
export const odooMailSecrets = collector({
  id: "odoo.mail-secrets",
  title: "Passwords of outgoing mail servers",
  schema: digestsSchema,
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.mail_server",
      fields: { smtp_pass: { name: "smtp_pass", kind: "digest" } },
      where: everything,
    }),
    (rows) => namedDigests(rows, ["smtp_pass"], (row) => `ir.mail_server,${row.id}`),
  ),
});
