import { egressMail } from "../../facts/egress-mail.ts";
import { check } from "../check.ts";
import { judgeEgress } from "../egress.ts";

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
  judge: ({ attempts }) => judgeEgress(attempts),
});
