import { recordsExceptions } from "../../facts/records-exceptions.ts";
import { daysBetween, isOver } from "../../model/days.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { check, type FactsOf } from "../check.ts";

const needs = { records: recordsExceptions };
type Records = FactsOf<typeof needs>["records"];

export const exceptions = check({
  id: "governance.exceptions",
  control: "change_governance",
  severity: "medium",
  tiers: ["staging", "uat", "production"],
  owner: "release_manager",
  expertise: "odoo.release.governance",
  passTitle: "Exceptions are needed, not near their end, and reviewed once they ended",
  failTitle: "An exception is not needed any more, ends soon, or ended without its review",
  why: "An exception that nothing needs covers the next accident; one that ends unseen pages at night; and without its review nobody learns what it cost.",
  remedy:
    "Remove what is not needed, prepare for the end of what ends, and record the review of what ended.",
  references: ["FR-6 Exception handling"],
  needs,
  judge({ records }, { now }) {
    const findings = records.exceptions.flatMap((one) => findingOf(one, records, now));
    if (records.exceptions.length === 0) {
      return { outcome: "not_applicable", because: "no exception names the environment" };
    }
    return failOrPass(findings, `${plural(records.exceptions.length, "exception")} looked at`);
  },
});

function findingOf(
  one: Records["exceptions"][number],
  { warnDays, unusedDays }: Records,
  now: string,
): readonly Finding[] {
  const subject = `exception,${one.id}`;
  const isRevoked = one.revokedOn !== null && Date.parse(now) >= Date.parse(one.revokedOn);
  if (isRevoked || isOver(one.expires, now)) {
    if (one.reviewed) return [];
    const ended = isRevoked ? `was revoked on ${one.revokedOn}` : `ended on ${one.expires}`;
    const title = `Exception ${one.id} ${ended}, and its review is not recorded`;
    return [{ subject, title, remedy: `Hold the review and record it as \`reviewed\`.` }];
  }
  const left = daysBetween(now.slice(0, 10), one.expires);
  const since = [one.approvedOn, one.lastUsedAt ?? ""].toSorted().at(-1) ?? one.approvedOn;
  const unused = one.judgedAt === null ? 0 : daysBetween(since, one.judgedAt);
  if (unused >= unusedDays) {
    const title = `Exception ${one.id} was not needed for ${plural(unused, "day")}`;
    return [{ subject, title, remedy: "End it: record it as `revoked`." }];
  }
  if (left > warnDays) return [];
  const when = left === 0 ? "today" : `in ${plural(left, "day")}`;
  const title = `Exception ${one.id} ends on ${one.expires}, ${when}`;
  return [{ subject, title, remedy: "Mend what it covers, or ask for another one." }];
}
