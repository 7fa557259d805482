import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { isAllowedServer } from "../../model/mail-servers.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { isSink } from "./sinks.ts";

export const productionMailServers = check({
  id: "production.mail-servers",
  control: "operational_health",
  severity: "critical",
  tiers: ["production"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "Production sends its mail out",
  failTitle: "Production's mail does not go out",
  why: "Orders, invoices and password resets are swallowed, and nobody notices: Odoo says that they were sent.",
  remedy:
    "In Settings, Technical, Outgoing Mail Servers: archive dummies and mail catchers, and activate the company's relay.",
  references: ["FR-4 Mail suppression"],
  needs: { servers: odooMailServers },
  judge({ servers }, { fleet }) {
    const catchers = fleet.flatMap((member) => member.catchers ?? []);
    const swallows = (s: (typeof servers)[number]): boolean =>
      s.authentication !== "cli" &&
      (isSink(s.host, s.port) || isAllowedServer(s.host, s.port, catchers));
    const findings: Finding[] = servers.filter(swallows).map((s) => ({
      subject: `ir.mail_server,${s.id}`,
      title: `Mail server "${s.name ?? s.id}" (${s.host ?? "no host"}:${s.port ?? 25}) is a dummy or a mail catcher`,
      remedy: `Archive ir.mail_server ${s.id}.`,
    }));
    const working = servers.filter((s) => !swallows(s));
    if (working.length === 0) {
      findings.push({
        subject: "ir.mail_server",
        title: "No active outgoing mail server reaches the outside",
        remedy: "Activate the company's relay, or make a record of it.",
      });
    }
    // `cli` sends where odoo.conf says: what that is, this check does not see.
    if (findings.length === 0 && working.every((s) => s.authentication === "cli")) {
      const detail = "odoo.conf decides where every active mail server sends to";
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    return failOrPass(findings, `${working.length} active, none a dummy or a catcher`);
  },
});
