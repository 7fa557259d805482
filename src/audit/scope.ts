import type { Fact } from "../model/record.ts";
import type { AnyCollector } from "../facts/collector.ts";
import { readFrom } from "../facts/collector.ts";
import { odooCompanies } from "../facts/odoo-companies.ts";
import { odooGroupIds } from "../facts/odoo-group-ids.ts";
import { odooUsers } from "../facts/odoo-users.ts";

/** What the proof needs: read over the API in every audit that reads records over it. */
export const scopeFacts: readonly AnyCollector[] = [odooCompanies, odooGroupIds, odooUsers];

/**
 * Whether an empty list over the API can mean "there is none". Odoo hides the rows of companies that a user
 * is not in, so the auditor's user must be in every company; and only the Access Rights group sees every
 * company, so it must be in that group too, or nobody knows how many there are. Gives the unknown fact that
 * stands in for every record read when it is not proven.
 */
export function unprovenScope(
  facts: Readonly<Record<string, Fact<unknown>>>,
  login: string,
): Fact<never> | undefined {
  const read = readFrom(facts);
  const companies = read(odooCompanies);
  const groups = read(odooGroupIds);
  const users = read(odooUsers);
  for (const fact of [companies, groups, users]) if (fact.state === "unknown") return fact;
  if (companies.state !== "known" || groups.state !== "known" || users.state !== "known") {
    return denied("the auditor's own rights could not be read");
  }
  const self = users.value.find((user) => user.login === login);
  if (self === undefined) return denied(`the API user ${login} does not see itself`);
  if (!self.groups.includes(groups.value.accessRights)) {
    return denied(`the API user ${login} is not in Access Rights, so it may not see every company`);
  }
  // Every Odoo has one: none at all is an answer that shows nothing.
  if (companies.value.length === 0) return denied(`the API user ${login} sees no company`);
  const missing = companies.value.filter((id) => !self.companies.includes(id));
  return missing.length === 0
    ? undefined
    : denied(
        `the API user ${login} is in ${companies.value.length - missing.length} of ${companies.value.length} companies: rows of the others are hidden from it`,
      );
}

const denied = (detail: string): Fact<never> => ({
  state: "unknown",
  reason: "access_denied",
  detail,
});
