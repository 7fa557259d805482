import { collector } from "./collector.ts";
import { isRoutablePhone } from "./phone-numbers.ts";
import type { Field } from "./read.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

const phone: Field = { name: "phone", kind: "text" };
const mobile: Field = { name: "mobile", kind: "text" };

/** Contacts, archived ones too, with a telephone number that could ring somewhere. `mobile` went with 19. */
export const odooContactPhones = collector({
  id: "odoo.contact-phones",
  title: "Routable telephone numbers",
  schema: tallySchema,
  sources: fromScan(({ version, environment }) => {
    const fields = version.major >= 19 ? { phone } : { phone, mobile };
    const safePrefixes = environment.policy.masking?.safePhonePrefixes ?? [];
    return {
      kind: "scan",
      model: "res.partner",
      fields,
      where: {
        any: Object.values(fields).map((field) => ({ field: field.name, op: "!=", value: null })),
      },
      keep: (row) =>
        Object.keys(fields).some((key) => isRoutablePhone(String(row[key] ?? ""), safePrefixes)),
      enough: enoughRows,
    };
  }, tally),
});
