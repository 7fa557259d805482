import { odooContactEmails } from "../../facts/odoo-contact-emails.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { countOf, idsOf } from "../tally.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

export const emailDomains = check({
  id: "masking.email-domains",
  control: "data_masking",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No contact or user has a routable e-mail address",
  failTitle: "Contacts or users have routable e-mail addresses",
  why: "They are real people's addresses, open to everybody with access to the copy, one mail server away from being written to.",
  remedy:
    "Mask res_partner.email (and email_normalized) to a reserved domain such as example.com, archived contacts too, or list your own under policy.masking.safe_email_domains.",
  references: ["FR-4 Data masking", "RFC 2606", "RFC 6761"],
  needs: { ...derivationFacts, emails: odooContactEmails },
  judge: ({ emails, ...facts }, context) =>
    unlessDerived(facts, context) ??
    failOrPass(
      emails.count === 0
        ? []
        : [
            {
              subject: "res.partner,email",
              title: `${countOf(emails, "contact has", "contacts have")} a routable e-mail address (${idsOf(emails)})`,
              remedy: "Mask res_partner.email to a reserved domain.",
              count: emails.count,
            },
          ],
      "every address is empty or in a safe domain",
    ),
});
