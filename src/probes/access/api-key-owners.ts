import { odooApiKeys } from "../../facts/odoo-api-keys.ts";
import { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import { odooUsers } from "../../facts/odoo-users.ts";
import { identityOf } from "../../model/access.ts";
import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check } from "../check.ts";
import { hiddenKeys, keyName, keySubject } from "./api-keys.ts";
import { isAuditor } from "./privileged.ts";
import { holderOf } from "./users.ts";

export const apiKeyOwners = check({
  id: "access.api-key-owners",
  control: "least_privilege",
  severity: "medium",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Every API key belongs to a declared identity",
  failTitle: "An API key belongs to no declared identity",
  why: "A key opens Odoo without a password and without a second factor, for whoever holds it.",
  remedy:
    "Delete the key, or declare it under identities: by the login of its user, or by its own name under api_keys.",
  references: ["FR-4 Least-privilege access"],
  needs: { keys: odooApiKeys, users: odooUsers, groups: odooGroupIds },
  judge({ keys, users, groups }, context) {
    const hidden = hiddenKeys(keys, users, groups, context);
    if (hidden !== undefined) return hidden;
    const isExplained = (key: (typeof keys.keys)[number]): boolean => {
      const user = users.find(({ id }) => id === key.user);
      if (user !== undefined && isAuditor(user, context)) return true;
      const value = key.nameDigest ?? "";
      return (
        identityOf({ by: "api_key_digest", value }, context) !== undefined ||
        (user !== undefined && identityOf(holderOf(user, context), context) !== undefined)
      );
    };
    return failOrPass(
      keys.keys
        .filter((key) => !isExplained(key))
        .map((key) => ({
          subject: keySubject(key),
          title: `${keyName(key)} opens ${context.environment.name}, and neither its name nor its user is a declared identity`,
          remedy: `Delete res.users.apikeys ${key.id}, or declare whose it is.`,
        })),
      `${plural(keys.keys.length, "API key")}, each of a declared identity`,
    );
  },
});
