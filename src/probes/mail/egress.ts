import { egressMail } from "../../facts/egress-mail.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";

export const egress = check({
  id: "mail.egress",
  control: "mail_suppression",
  severity: "high",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "The host lets no mail out to the public relays",
  failTitle: "The host reaches a public mail relay",
  why: "Whatever Odoo is told, mail that the network lets nobody send reaches nobody.",
  remedy:
    "Close ports 25, 465 and 587 outward for the host, or for Odoo's container, in the firewall.",
  references: ["FR-4 Mail suppression"],
  needs: { attempts: egressMail },
  judge({ attempts }) {
    const open = attempts.filter(({ outcome }) => outcome === "open");
    const unresolved = attempts.filter(({ outcome }) => outcome === "unresolved");
    if (open.length === 0 && unresolved.length > 0) {
      const names = [...new Set(unresolved.map(({ host }) => host))].join(", ");
      return {
        outcome: "unknown",
        reason: "fact_missing",
        detail: `the host does not resolve ${names}: name the relay by its address to test the port`,
      };
    }
    return failOrPass(
      open.map(({ host, port }) => ({
        subject: `egress,${host}:${port}`,
        title: `The host connects to ${host}:${port}`,
        remedy: `Close port ${port} outward in the firewall.`,
      })),
      `none of ${plural(attempts.length, "attempt")} to connect got through`,
    );
  },
});
