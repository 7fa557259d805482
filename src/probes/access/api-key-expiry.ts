import { odooApiKeys } from "../../facts/odoo-api-keys.ts";
import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { hiddenKeys, keyName, keySubject } from "./api-keys.ts";

export const apiKeyExpiry = check({
  id: "access.api-key-expiry",
  control: "least_privilege",
  severity: "low",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every API key expires",
  failTitle: "An API key never expires",
  why: "A key that was lost opens Odoo until somebody thinks of deleting it.",
  remedy: "Make a new key with an expiry and delete the old one.",
  references: ["FR-4 Least-privilege access"],
  needs: { keys: odooApiKeys, users: odooUsers, groups: odooGroupIds },
  judge({ keys, users, groups }, context) {
    const hidden = hiddenKeys(keys, users, groups, context);
    if (hidden !== undefined) return hidden;
    const count = plural(keys.keys.length, "API key");
    // No key needs an expiry where there is none; else a version without one leaves the question open.
    if (!keys.canExpire && keys.keys.length > 0) {
      const detail = `Odoo keeps no expiry of API keys before 18, and there are keys here: ${keys.keys.length}`;
      return { outcome: "unknown", reason: "unsupported_version", detail };
    }
    return failOrPass(
      keys.keys
        .filter(({ expires }) => expires === null)
        .map((key) => ({
          subject: keySubject(key),
          title: `${keyName(key)} never expires`,
          remedy: `Replace res.users.apikeys ${key.id} by a key with an expiry.`,
        })),
      `${count}, each with an expiry`,
    );
  },
});
