import { odooDigests } from "../../facts/odoo-digests.ts";
import { check } from "../check.ts";
import { judgeQueue } from "./queue.ts";

export const digests = check({
  id: "mail.digests",
  control: "mail_suppression",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.sre.network_dns_mail",
  passTitle: "No digest is active",
  failTitle: "A digest is active",
  why: "It mails figures of the copy to production's users, who take them for the real ones.",
  remedy: "In Settings, Digest Emails: deactivate every digest.",
  references: ["FR-4 Mail suppression"],
  needs: { active: odooDigests },
  judge: ({ active }) =>
    judgeQueue(active, {
      subject: "digest.digest,activated",
      one: "digest is active",
      many: "digests are active",
      remedy: "Deactivate every digest.",
    }),
});
