import type { z } from "zod";
import type { odooApiKeys } from "../../facts/odoo-api-keys.ts";
import type { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import type { odooUsers } from "../../facts/odoo-users.ts";
import type { Unknown } from "../../model/outcome.ts";
import type { JudgeContext } from "../../model/record.ts";

type ApiKeys = z.output<(typeof odooApiKeys)["schema"]>;
type Users = z.output<(typeof odooUsers)["schema"]>;
type Groups = z.output<(typeof odooGroupIds)["schema"]>;

/**
 * Why the list of keys may be short of some: over the API, Odoo shows the keys of others to the group Settings
 * alone. Undefined when it is whole.
 */
export function hiddenKeys(
  { seenBy }: ApiKeys,
  users: Users,
  groups: Groups,
  { auditorLogins }: JudgeContext,
): Unknown | undefined {
  if (seenBy === "sql") return undefined;
  const self = users.find(({ login }) => login !== null && auditorLogins.includes(login));
  if (self?.groups.includes(groups.system) === true) return undefined;
  const detail = `the API user ${auditorLogins.join(", ")} is not in Settings, so Odoo shows it no keys but its own`;
  return { outcome: "unknown", reason: "access_denied", detail };
}

/** What findings call a key: its name is what its user typed, so the ids alone. */
export const keyName = ({ id, user }: ApiKeys["keys"][number]): string =>
  `API key ${id} of Odoo user ${user ?? "nobody"}`;

export const keySubject = ({ id }: ApiKeys["keys"][number]): string => `res.users.apikeys,${id}`;
