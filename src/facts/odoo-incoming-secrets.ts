import { collector } from "./collector.ts";
import { digestsSchema, namedDigests } from "./digests.ts";
import { everything } from "./read.ts";
import { fromRecords } from "./source.ts";

/** Keyed digests of the passwords of incoming mail servers, archived ones too. */
export const odooIncomingSecrets = collector({
  id: "odoo.incoming-secrets",
  title: "Passwords of incoming mail servers",
  schema: digestsSchema,
  module: (version) => (version.major >= 16 ? "mail" : "fetchmail"),
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "fetchmail.server",
      fields: { password: { name: "password", kind: "digest" } },
      where: everything,
    }),
    (rows) => namedDigests(rows, ["password"], (row) => `fetchmail.server,${row.id}`),
  ),
});
