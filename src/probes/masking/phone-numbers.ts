import { odooContactPhones } from "../../facts/odoo-contact-phones.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { countOf, idsOf } from "../tally.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

export const phoneNumbers = check({
  id: "masking.phone-numbers",
  control: "data_masking",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No contact or user has a telephone number that rings",
  failTitle: "Contacts or users have telephone numbers that ring",
  why: "They are real people's numbers, and an SMS gateway away from being called.",
  remedy:
    "Mask res_partner.phone and mobile to reserved numbers (+1 202 555 01xx, +44 7700 900xxx), archived contacts too, or list your own under policy.masking.safe_phone_prefixes.",
  references: ["FR-4 Data masking"],
  needs: { ...derivationFacts, phones: odooContactPhones },
  judge: ({ phones, ...facts }, context) =>
    unlessDerived(facts, context) ??
    failOrPass(
      phones.count === 0
        ? []
        : [
            {
              subject: "res.partner,phone",
              title: `${countOf(phones, "contact has", "contacts have")} a telephone number that rings (${idsOf(phones)})`,
              remedy: "Mask res_partner.phone and mobile to reserved numbers.",
              count: phones.count,
            },
          ],
      "every number is empty or reserved",
    ),
});
