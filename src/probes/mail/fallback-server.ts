import { odooMailServers } from "../../facts/odoo-mail-servers.ts";
import { hostOdooConf } from "../../facts/host-odoo-conf.ts";
import { isSet } from "../../facts/odoo-conf.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { describeDestination, fallbackOf, isLive } from "./servers.ts";

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
  judge({ servers, conf }, { environment }) {
    // An active server of its own takes the mail; what that one does is mail.outgoing-servers' question.
    // One with the authentication `cli` is odoo.conf again, and one that a user owns takes that user's alone.
    if (servers.some((s) => s.authentication !== "cli" && s.owner === null)) {
      return { outcome: "pass", proof: "an active mail server takes the mail before the fallback" };
    }
    const fallback = fallbackOf(conf);
    const where = describeDestination(fallback);
    return failOrPass(
      isLive(fallback, environment.policy.mail.allowedServers)
        ? [
            {
              subject: "odoo.conf,smtp_server",
              title: `Mail falls back to ${where}${isSet(conf.smtp_server) ? "" : " (Odoo's default)"}`,
              remedy: "Keep an active dummy or catcher, or set smtp_server to an allowed catcher.",
            },
          ]
        : [],
      `the fallback is ${where}`,
    );
  },
});
