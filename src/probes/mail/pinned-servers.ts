import { odooArchivedMailServers } from "../../facts/odoo-archived-mail-servers.ts";
import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { odooPinnedMailings } from "../../facts/odoo-pinned-mailings.ts";
import { odooPinnedTemplates } from "../../facts/odoo-pinned-templates.ts";
import { check } from "../check.ts";
import { judgePins } from "./pins.ts";

export const pinnedServers = check({
  id: "mail.pinned-servers",
  control: "mail_suppression",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  versions: { from: 16 },
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No template and no mailing is pinned to a live server",
  failTitle: "A template or a mailing is pinned to a live server",
  why: "What names a server goes through that one and no other: past the catcher when it is active, and into an error when it is archived. Odoo's own neutralisation clears it.",
  remedy:
    "In Settings, Technical, Email Templates, and in Email Marketing: clear the mail server, so that the catcher takes the mail.",
  references: ["FR-4 Mail suppression"],
  needs: {
    active: odooMailServers,
    archived: odooArchivedMailServers,
    templates: odooPinnedTemplates,
  },
  wants: { mailings: odooPinnedMailings },
  judge: ({ active, archived, templates, mailings }, { environment }) =>
    judgePins(
      {
        servers: [...active, ...archived],
        templates,
        mailings,
        allowed: environment.policy.mail.allowedServers,
      },
      (server, pins) => `${pins} pinned to ${server}`,
    ),
});
