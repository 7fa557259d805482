import { odooArchivedMailServers } from "../../facts/odoo-archived-mail-servers.ts";
import { odooPinnedMailings } from "../../facts/odoo-pinned-mailings.ts";
import { odooPinnedTemplates } from "../../facts/odoo-pinned-templates.ts";
import { check } from "../check.ts";
import { judgePins } from "./pins.ts";

export const archivedServers = check({
  id: "mail.archived-servers",
  control: "mail_suppression",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  versions: { to: 15 },
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No template and no mailing goes through an archived live server",
  failTitle: "Mail goes out through an archived live server",
  why: "Odoo 14 and 15 do not ask whether a server is active when a mail names it: archiving it stops nothing that a template or a mailing sends through it.",
  remedy:
    "In Settings, Technical, Email Templates, and in Email Marketing: clear the mail server of what names it; or overwrite host and password of the archived server.",
  references: ["FR-4 Mail suppression"],
  needs: { archived: odooArchivedMailServers, templates: odooPinnedTemplates },
  wants: { mailings: odooPinnedMailings },
  judge: ({ archived, templates, mailings }, { environment }) =>
    judgePins({
      servers: archived,
      templates,
      mailings,
      allowed: environment.policy.mail.allowedServers,
    }),
});
