import type { SeedContext, SeedRow, SeedRows } from "./context.ts";
import { emailOf, phoneOf } from "./people.ts";

/** An account that is printed as an example, and in production one that is right by its digits and no bank's. */
const ibanOf = ({ kind }: SeedContext): string =>
  kind === "production" ? "BE33000000000184" : "BE71096123456769";

/** What a company's tools keep of people beside their contacts: a copy holds nobody's. */
export function personalRows(context: SeedContext): SeedRows {
  const email = emailOf(context, "buyer");
  const iban = ibanOf(context);
  const file: SeedRow = {
    id: 1,
    name: "order.txt",
    type: "binary",
    mimetype: "text/plain",
    res_model: "sale.order",
    res_id: 1,
    res_field: null,
    index_content: `Ship to ${email}`,
    checksum: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    store_fname: "da/da39a3ee5e6b4b0d3255bfef95601890afd80709",
  };
  return {
    "ir.attachment": [file],
    "res.partner.bank": [
      { id: 1, acc_number: iban, sanitized_acc_number: iban, partner_id: 1, acc_holder_name: null },
    ],
    "mail.tracking.value": [
      { id: 1, mail_message_id: 1, old_value_char: email, new_value_char: "Sent" },
    ],
    "crm.lead": [{ id: 1, name: "New boat", email_from: email, phone: phoneOf(context, 30) }],
    "hr.employee": [
      { id: 1, name: "Harbour master", work_email: email, work_phone: phoneOf(context, 31) },
    ],
    "sale.order": [{ id: 1, name: "S00001", note: "<p>As agreed</p>", partner_id: 100 }],
    "ir.logging": [{ id: 1, name: "odoo", level: "INFO", message: `Mail to ${email}` }],
  };
}
