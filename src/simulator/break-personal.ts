import { addRow, inDatabase, setRows, type Break } from "./break-tools.ts";
import { companyDomain } from "./odoo/seed/people.ts";

// None of these is anybody's: 211 is a service code and never an area, and the account fails its own bank's check digits.
const email = `buyer@${companyDomain}`;
const phone = "+1 211-691-3277";
const iban = "BE33000000000184";
const card = "5399 9999 9999 9999";

const first = (model: string, values: Readonly<Record<string, string>>): Break =>
  setRows(model, values, (row) => row.id === 1);

/** The breaks of the checks that look at values by their form, one for each area of the catalogue. */
export const personalBreaks = {
  "masking.identifiers-contacts": setRows(
    "res.partner",
    { email_normalized: email },
    (row) => row.id === 100,
  ),
  "masking.identifiers-users": setRows(
    "res.users",
    { signature: `<p>Call <a href="tel:${phone}">us</a></p>` },
    (row) => row.id === 6,
  ),
  "masking.identifiers-employees": first("hr.employee", { work_phone: phone }),
  "masking.identifiers-leads": first("crm.lead", { name: `Call back ${phone}` }),
  "masking.identifiers-bank-accounts": first("res.partner.bank", {
    acc_number: "be33 0000 0000 0184",
  }),
  "masking.identifiers-chatter": first("mail.message", {
    body: `<p>Write to buyer&#64;<b>${companyDomain}</b></p>`,
  }),
  "masking.identifiers-tracked-values": first("mail.tracking.value", { old_value_char: email }),
  "masking.identifiers-mails": setRows(
    "mail.mail",
    { email_to: `Buyer <${email.toUpperCase()}>` },
    (row) => row.id === 2,
  ),
  "masking.identifiers-attachments": first("ir.attachment", { index_content: `Paid by ${card}` }),
  "masking.identifiers-documents": first("sale.order", { note: `<p>Account ${iban}</p>` }),
  "masking.identifiers-logs": first("ir.logging", { message: `bounce of ${email}` }),
  "masking.obfuscate-reversible": inDatabase((database) =>
    addRow(database, "ir.config_parameter", {
      id: 92,
      key: "odoo_cyph_pwd",
      value: "simulated-password",
    }),
  ),
} as const satisfies Readonly<Record<string, Break>>;
