import { failOrPass } from "../../model/outcome.ts";
import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { check } from "../check.ts";
import { isAllowedServer, isDummy } from "./servers.ts";

export const outgoingServers = check({
  id: "mail.outgoing-servers",
  control: "mail_suppression",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No active outgoing mail server can reach the outside",
  failTitle: "An active outgoing mail server can reach the outside",
  why: "A copy of production that still has its mail server writes to real customers.",
  remedy:
    "In Settings, Technical, Outgoing Mail Servers: archive the server, or point it at a mail catcher that is listed under policy.mail.allowed_servers.",
  references: ["FR-4 Mail suppression"],
  needs: { servers: odooMailServers },
  judge({ servers }, { environment }) {
    const { allowedServers } = environment.policy.mail;
    const live = servers.filter(
      // `cli` means that odoo.conf decides, whatever host the record shows.
      (s) =>
        s.authentication === "cli" ||
        (!isDummy(s.host) && !isAllowedServer(s.host, s.port, allowedServers)),
    );
    return failOrPass(
      live.map((s) => ({
        subject: `ir.mail_server,${s.id}`,
        title:
          s.authentication === "cli"
            ? `Mail server "${s.name ?? s.id}" sends where odoo.conf says`
            : `Mail server "${s.name ?? s.id}" sends to ${s.host ?? "localhost"}:${s.port ?? 25}`,
        remedy: `Archive ir.mail_server ${s.id}, or point it at an allowed mail catcher.`,
      })),
      servers.length === 0
        ? "no mail server is active"
        : `${servers.length} active, each a dummy or an allowed catcher`,
    );
  },
});
