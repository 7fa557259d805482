import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { fallbacksOf, overrides } from "./fallback.ts";
import { describeDestination, isLive } from "./servers.ts";

export const fallbackServer = check({
  id: "mail.fallback-server",
  control: "mail_suppression",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "Mail without an active server goes nowhere outside",
  failTitle: "With no active mail server, mail leaves through odoo.conf's server",
  why: "Odoo's default for smtp_server is localhost: archiving every mail server sends through the host's own mail transfer agent.",
  remedy:
    "Keep one active outgoing server that is a catcher or a dummy, or set smtp_server in odoo.conf to a catcher listed under policy.mail.allowed_servers, and restart Odoo.",
  references: ["FR-4 Mail suppression"],
  needs: { servers: odooMailServers, conf: hostOdooConf },
  wants: overrides,
  judge({ servers, conf, ...wanted }, context) {
    // An active server of its own takes the mail; what that one does is mail.outgoing-servers' question.
    // One with the authentication `cli` is odoo.conf again, and one that a user owns takes that user's alone.
    if (servers.some((s) => s.authentication !== "cli" && s.owner === null)) {
      return { outcome: "pass", proof: "an active mail server takes the mail before the fallback" };
    }
    const { allowedServers } = context.environment.policy.mail;
    const { all, doubt } = fallbacksOf(conf, wanted, context);
    const live = all.filter((fallback) => isLive(fallback, allowedServers));
    if (live.length === 0 && doubt !== undefined) return doubt;
    return failOrPass(
      live.map((fallback) => ({
        subject:
          fallback.by === "command line"
            ? `odoo,--smtp,${describeDestination(fallback)}`
            : "odoo.conf,smtp_server",
        title: `Mail falls back to ${describeDestination(fallback)}${notes[fallback.by]}`,
        remedy: "Keep an active dummy or catcher, or set smtp_server to an allowed catcher.",
      })),
      `the fallback is ${all.map(describeDestination).join(", ")}`,
    );
  },
});

const notes = {
  "odoo.conf": "",
  default: " (Odoo's default)",
  "command line": " (Odoo's command line)",
} as const;
