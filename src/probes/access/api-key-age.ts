import { odooApiKeys } from "../../facts/odoo-api-keys.ts";
import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { accessDefaults } from "../../model/environment.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { daysBetween } from "../../model/days.ts";
import { hiddenKeys, keyName, keySubject } from "./api-keys.ts";

export const apiKeyAge = check({
  id: "access.api-key-age",
  control: "least_privilege",
  severity: "low",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every API key was renewed in time",
  failTitle: "An API key is too old",
  why: "A key that is never renewed is known to everybody who left since, and to every backup of where it was kept.",
  remedy:
    "Make a new key and delete the old one. How old one may be is policy.access.api_key_max_age_days.",
  references: ["FR-4 Least-privilege access"],
  needs: { keys: odooApiKeys, users: odooUsers, groups: odooGroupIds },
  judge({ keys, users, groups }, context) {
    const hidden = hiddenKeys(keys, users, groups, context);
    if (hidden !== undefined) return hidden;
    const limit =
      context.environment.policy.access.apiKeyMaxAgeDays ?? accessDefaults.apiKeyMaxAgeDays;
    // Odoo's own column has a default: a key without a date was written past Odoo, and is as good as old.
    const ages = keys.keys.map((key) => ({
      key,
      days: key.created === null ? undefined : daysBetween(key.created, context.now),
    }));
    return failOrPass(
      ages
        .filter(({ days }) => days === undefined || days > limit)
        .map(({ key, days }) => ({
          subject: keySubject(key),
          title:
            days === undefined
              ? `${keyName(key)} does not say when it was made`
              : `${keyName(key)} was made ${plural(days, "day")} ago; ${limit} are allowed`,
          remedy: `Replace res.users.apikeys ${key.id} by a new key.`,
        })),
      `${plural(keys.keys.length, "API key")}, none older than ${plural(limit, "day")}`,
    );
  },
});
