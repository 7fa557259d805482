import type { Condition, ReadContext } from "./read.ts";
import { known } from "./collector.ts";
import { odooGroupIds } from "./odoo-group-ids.ts";
import { odooUsers } from "./odoo-users.ts";

/** What a read about privileged users comes after. */
export const afterPrivileged = [odooUsers, odooGroupIds] as const;

/** Ids of the active internal users in Settings or Access Rights, implied ones too. */
export function privilegedIds(context: ReadContext): readonly number[] {
  const { system, accessRights } = known(context, odooGroupIds);
  return known(context, odooUsers)
    .filter(({ groups }) => groups.includes(system) || groups.includes(accessRights))
    .map(({ id }) => id);
}

/** Their rows of `res.users`: of others nothing is read. That they are internal is what makes them visible. */
export const isPrivileged = (context: ReadContext): Condition => ({
  all: [
    { field: "id", op: "in", value: privilegedIds(context) },
    { field: "share", op: "=", value: false },
  ],
});
