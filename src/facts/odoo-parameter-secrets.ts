import { collector } from "./collector.ts";
import { digestsSchema, namedDigests } from "./digests.ts";
import { isSecretParameter } from "./secret-parameters.ts";
import { fromRecords } from "./source.ts";

/** Keyed digests of the credentials among the system parameters. */
export const odooParameterSecrets = collector({
  id: "odoo.parameter-secrets",
  title: "Credentials in system parameters",
  schema: digestsSchema,
  sources: fromRecords(
    () => ({
      kind: "records",
      model: "ir.config_parameter",
      fields: { key: { name: "key", kind: "text" }, digest: { name: "value", kind: "digest" } },
      where: isSecretParameter,
    }),
    (rows) => namedDigests(rows, ["digest"], (row) => `ir.config_parameter,${String(row["key"])}`),
  ),
});
