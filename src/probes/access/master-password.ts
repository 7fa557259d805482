import { hostOdooSettings } from "../../facts/host-odoo-settings.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";

export const masterPassword = check({
  id: "access.master-password",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The master password is Odoo's own hash",
  failTitle: "The master password is the default, or stands in odoo.conf in clear",
  why: "It creates, copies and deletes whole databases. The default is known to everybody.",
  remedy:
    "Set a long random master password in the database manager, which writes its hash into odoo.conf; then close the manager.",
  references: ["FR-4 Least-privilege access"],
  needs: { odoo: hostOdooSettings },
  judge: ({ odoo }) =>
    failOrPass(
      odoo.masterPassword === "hash"
        ? []
        : [
            {
              subject: "odoo.conf,admin_passwd",
              title: sentences[odoo.masterPassword],
              remedy: "Put the hash of a long random one into odoo.conf, and restart Odoo.",
            },
          ],
      "admin_passwd is a hash",
    ),
});

const sentences = {
  default: "admin_passwd is not set, or the default that everybody knows",
  plain: "admin_passwd stands in odoo.conf in clear",
} as const;
