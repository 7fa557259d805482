import { odooCreateDate } from "../../facts/odoo-create-date.ts";
import { odooIdentity } from "../../facts/odoo-identity.ts";
import { recordsIdentities } from "../../facts/records-identities.ts";
import { failOrPass } from "../../model/outcome.ts";
import { check } from "../check.ts";
import { sharesIdentity } from "../derivation.ts";
import { daysBetween } from "./days.ts";

export const age = check({
  id: "lifecycle.age",
  control: "lifecycle",
  severity: "medium",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "The database is younger than its tier's maximum",
  failTitle: "The database is older than its tier's maximum",
  why: "Old copies drift from production: what they prove about a release is worth less every week.",
  remedy:
    "Refresh the environment from production, or remove it; the maximum is policy.lifecycle.max_age_days.",
  references: ["FR-4 Lifecycle/TTL policy"],
  needs: { created: odooCreateDate, identity: odooIdentity, known: recordsIdentities },
  judge({ created, identity, known }, { environment, now }) {
    const max = environment.policy.lifecycle.maxAgeDays;
    if (max === undefined) return { outcome: "not_applicable", because: "no maximum age is set" };
    // A raw clone keeps its origin's creation date: then only the time since we first saw it is certain.
    const inherited = sharesIdentity(identity, known, environment.name).length > 0;
    const firstSeen = known.find(
      (k) => k.environment === environment.name && k.uuidDigest === identity.uuidDigest,
    )?.since;
    const since = inherited || created === null ? firstSeen : created;
    const days = since === undefined ? 0 : daysBetween(since, now);
    if (days <= max && (inherited || created === null)) {
      return {
        outcome: "unknown",
        reason: "fact_missing",
        detail: inherited
          ? "its creation date is its origin's (raw clone), so its own age cannot be read"
          : "the database has no creation date",
      };
    }
    return failOrPass(
      days > max
        ? [
            {
              subject: "database",
              title: `The database is ${days} days old; ${environment.tier} may be ${max}`,
              remedy: "Refresh or remove the environment.",
            },
          ]
        : [],
      `${days} days old, at most ${max}`,
    );
  },
});
