import { odooCreateDate } from "../../facts/odoo-create-date.ts";
import { odooIdentity } from "../../facts/odoo-identity.ts";
import { odooLastLogin } from "../../facts/odoo-last-login.ts";
import { recordsIdentities } from "../../facts/records-identities.ts";
import { failOrPass, type Verdict } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import type { JudgeContext } from "../../model/record.ts";
import { check, type FactsOf } from "../check.ts";
import { sharesIdentity } from "../derivation.ts";
import { daysBetween } from "../../model/days.ts";

const needs = {
  created: odooCreateDate,
  identity: odooIdentity,
  known: recordsIdentities,
  login: odooLastLogin,
};
type Facts = FactsOf<typeof needs>;

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
  needs,
  judge(facts, context) {
    const { environment, now } = context;
    const max = environment.policy.lifecycle.maxAgeDays;
    if (max === undefined) return { outcome: "not_applicable", because: "no maximum age is set" };
    const lie = lieOf(facts, context);
    if (lie !== undefined) return withoutDate(facts, context, max, lie);
    // Clocks differ by minutes: what was made a moment ahead of ours is new.
    const days = Math.max(0, daysBetween(facts.created ?? now, now));
    return failOrPass(tooOld(days, "", context, max), `${plural(days, "day")} old, at most ${max}`);
  },
});

/** Why `database.create_date` does not say when this database was made; undefined when it does. */
function lieOf({ created, identity, known }: Facts, context: JudgeContext): string | undefined {
  if (created === null) return "the database has no creation date";
  // Clocks differ by minutes; a day ahead is somebody's hand.
  if (daysBetween(context.now, created) >= 1) return "its creation date lies in the future";
  return sharesIdentity(identity, known, context.environment.name).length > 0
    ? "its creation date is its origin's (raw clone), so its own age cannot be read"
    : undefined;
}

/**
 * The age between bounds. It is at least as old as it has been seen for, and a raw clone, which begins with
 * its origin's logins, as the newest login in it. It is younger than the database that stood under its name
 * before. PostgreSQL itself dates databases to nobody but superusers.
 */
function withoutDate(facts: Facts, context: JudgeContext, max: number, lie: string): Verdict {
  const { identity, known, login } = facts;
  const { environment, now } = context;
  const own = known.find(
    (k) => k.environment === environment.name && k.uuidDigest === identity.uuidDigest,
  );
  const isClone = sharesIdentity(identity, known, environment.name).length > 0;
  const oldest = [own?.since, isClone ? login.at : null]
    .filter((at) => typeof at === "string")
    .toSorted()[0];
  const atLeast = oldest === undefined ? 0 : daysBetween(oldest, now);
  if (atLeast > max) return failOrPass(tooOld(atLeast, "at least ", context, max), "");
  if (own?.replacedAt !== undefined && daysBetween(own.replacedAt, now) <= max) {
    const days = daysBetween(own.replacedAt, now);
    return {
      outcome: "pass",
      proof: `at most ${plural(days, "day")} old: another database had its name until then`,
    };
  }
  return { outcome: "unknown", reason: "fact_missing", detail: lie };
}

function tooOld(days: number, about: string, { environment }: JudgeContext, max: number) {
  if (days <= max) return [];
  const title = `The database is ${about}${plural(days, "day")} old; ${environment.tier} may be ${max}`;
  return [{ subject: "database", title, remedy: "Refresh or remove the environment." }];
}
