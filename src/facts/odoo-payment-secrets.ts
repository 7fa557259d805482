import { collector } from "./collector.ts";
import { digestsSchema, namedDigests } from "./digests.ts";
import { paymentSecretFields } from "./payment-secrets.ts";
import { everything, type Field } from "./read.ts";
import { fromRecords } from "./source.ts";

/** Keyed digests of the payment providers' keys, disabled providers' too. */
export const odooPaymentSecrets = collector({
  id: "odoo.payment-secrets",
  title: "Keys of payment providers",
  schema: digestsSchema,
  module: () => "payment",
  sources: fromRecords(
    ({ version, modules = [] }) => {
      const names = paymentSecretFields(version, modules);
      if (names.length === 0) return { absent: "no payment provider with keys is installed" };
      return {
        kind: "records",
        model: version.major >= 16 ? "payment.provider" : "payment.acquirer",
        fields: Object.fromEntries(
          names.map((name): [string, Field] => [name, { name, kind: "digest" }]),
        ),
        where: everything,
      };
    },
    (rows, { version, modules = [] }) =>
      namedDigests(
        rows,
        paymentSecretFields(version, modules),
        (row, alias) => `payment.provider,${row.id},${alias}`,
      ),
  ),
});
