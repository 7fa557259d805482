import { collector } from "./collector.ts";
import { addressSeparators, domainsIn, isRoutableDomain, safeEndings } from "./email-domains.ts";
import type { ReadContext } from "./read.ts";
import { fromScan } from "./source.ts";
import { enoughRows, tally, tallySchema } from "./tally.ts";

const safeDomains = ({ environment }: ReadContext): readonly string[] =>
  environment.policy.masking?.safeEmailDomains ?? [];

/**
 * Contacts, users among them and archived ones too, whose e-mail address can reach somebody. Rows that end in
 * a safe domain are left out by the search itself, unless they hold several addresses. Only ids are kept.
 */
export const odooContactEmails = collector({
  id: "odoo.contact-emails",
  title: "Routable e-mail addresses",
  schema: tallySchema,
  sources: fromScan(
    (context) => ({
      kind: "scan",
      model: "res.partner",
      fields: { email: { name: "email", kind: "text" } },
      where: {
        all: [
          { field: "email", op: "!=", value: null },
          {
            any: [
              {
                not: {
                  any: safeEndings(safeDomains(context)).map((value) => ({
                    field: "email",
                    op: "ends with",
                    value,
                  })),
                },
              },
              // A safe ending says nothing about the addresses before it.
              ...addressSeparators.map(
                (value) => ({ field: "email", op: "contains", value }) as const,
              ),
            ],
          },
        ],
      },
      keep: (row) =>
        domainsIn(String(row["email"] ?? "")).some((d) =>
          isRoutableDomain(d, safeDomains(context)),
        ),
      enough: enoughRows,
    }),
    tally,
  ),
});
