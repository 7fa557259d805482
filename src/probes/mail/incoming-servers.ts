import { failOrPass } from "../../model/outcome.ts";
import { odooIncomingServers } from "../../facts/odoo-incoming-servers.ts";
import { check } from "../check.ts";
import { isAllowedServer, isDummy } from "../../model/mail-servers.ts";

export const incomingServers = check({
  id: "mail.incoming-servers",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No active incoming mail server fetches a real mailbox",
  failTitle: "An active incoming mail server fetches a real mailbox",
  why: "It takes production's mail out of the mailbox before production sees it, and answers it from a copy.",
  remedy:
    "In Settings, Technical, Incoming Mail Servers: archive the server, or point it at an allowed mail catcher.",
  references: ["FR-4 Mail suppression"],
  needs: { servers: odooIncomingServers },
  judge({ servers }, { environment }) {
    const live = servers.filter(
      (s) =>
        !isDummy(s.server) &&
        !isAllowedServer(s.server, null, environment.policy.mail.allowedServers),
    );
    return failOrPass(
      live.map((s) => ({
        subject: `fetchmail.server,${s.id}`,
        title: `Incoming server "${s.name ?? s.id}" fetches from ${s.server ?? "no server"} (${s.state ?? "no state"})`,
        remedy: `Archive fetchmail.server ${s.id}.`,
      })),
      servers.length === 0
        ? "no incoming server is active"
        : `${servers.length} active, each a dummy or an allowed catcher`,
    );
  },
});
