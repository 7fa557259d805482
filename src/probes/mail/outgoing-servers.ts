import type { z } from "zod";
import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { failOrPass } from "../../model/outcome.ts";
import type { Fact } from "../../model/record.ts";
import { check } from "../check.ts";
import { describeDestination, fallbackOf, isLive, type Destination } from "./servers.ts";

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
  wants: { conf: hostOdooConf },
  judge({ servers, conf }, { environment }) {
    const { allowedServers } = environment.policy.mail;
    const live = servers
      .map((server) => ({ ...server, ...destinationOf(server, conf) }))
      .filter((server) => server.hidden || isLive(server, allowedServers));
    return failOrPass(
      live.map((server) => ({
        subject: `ir.mail_server,${server.id}`,
        title: `Mail server "${server.name ?? server.id}" sends ${whereTo(server)}${whose(server)}`,
        remedy: `Archive ir.mail_server ${server.id}, or point it at an allowed mail catcher.`,
      })),
      servers.length === 0
        ? "no mail server is active"
        : `${servers.length} active, each a dummy or an allowed catcher`,
    );
  },
});

type Server = z.output<typeof odooMailServers.schema>[number];
type Conf = Fact<z.output<typeof hostOdooConf.schema>>;
/** `hidden`: odoo.conf decides, and nobody could read it. */
type Sends = Destination & { readonly fromConf: boolean; readonly hidden: boolean };

/** With the authentication `cli` the record's own host means nothing. */
function destinationOf(server: Server, conf: Conf): Sends {
  const { host, port } = server;
  if (server.authentication !== "cli") return { host, port, fromConf: false, hidden: false };
  if (conf.state !== "known") return { host, port, fromConf: true, hidden: true };
  return { ...fallbackOf(conf.value), fromConf: true, hidden: false };
}

function whereTo(sends: Sends): string {
  if (sends.hidden) return "where odoo.conf says";
  return `to ${describeDestination(sends)}${sends.fromConf ? ", as odoo.conf says" : ""}`;
}

/** What makes Odoo choose it before the dummy and the catcher. */
function whose({ fromFilter, owner }: Server): string {
  const reasons = [
    ...(fromFilter === null ? [] : [`first choice for mail from ${fromFilter}`]),
    ...(owner === null ? [] : [`of user ${owner}`]),
  ];
  return reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
}
