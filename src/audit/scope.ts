import type { Fact } from "../model/record.ts";
import type { OdooVersion } from "../model/versions.ts";
import type { AnyCollector } from "../facts/collector.ts";
import { readFrom } from "../facts/collector.ts";
import { odooArchivedCompanies } from "../facts/odoo-archived-companies.ts";
import { odooCompanies } from "../facts/odoo-companies.ts";
import { odooGroupIds } from "../facts/odoo-group-ids.ts";
import { odooUsers } from "../facts/odoo-users.ts";

/** What the proof needs: read over the API in every audit that reads records over it. */
export const scopeFacts: readonly AnyCollector[] = [
  odooCompanies,
  odooArchivedCompanies,
  odooGroupIds,
  odooUsers,
];

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
  const archived = read(odooArchivedCompanies);
  if (archived.state === "unknown") return archived;
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

/** From 17 on the contacts of type `private` are gone, and the rule that hid them. */
const lastWithPrivate = 16;

/**
 * Why contacts may be missing although the scope is proven: up to 16 a record rule of `base` hides those of
 * type `private` from everybody outside one group, administrators too. Undefined when none can be.
 */
export function unprovenPrivate(
  facts: Readonly<Record<string, Fact<unknown>>>,
  login: string,
  version: OdooVersion,
): Fact<never> | undefined {
  if (version.major > lastWithPrivate) return undefined;
  const read = readFrom(facts);
  const groups = read(odooGroupIds);
  const users = read(odooUsers);
  const group = groups.state === "known" ? groups.value.privateAddresses : null;
  const self = users.state === "known" ? users.value.find((u) => u.login === login) : undefined;
  if (group !== null && self?.groups.includes(group) === true) return undefined;
  return denied(
    `the API user ${login} is not in base.group_private_addresses (Access to Private Addresses): contacts of type private are hidden from it`,
  );
}

export const denied = (detail: string): Fact<never> => ({
  state: "unknown",
  reason: "access_denied",
  detail,
});
