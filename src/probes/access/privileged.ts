import type { z } from "zod";
import type { odooGroupIds } from "../../facts/odoo-group-ids.ts";
import type { odooUsers } from "../../facts/odoo-users.ts";
import type { JudgeContext } from "../../model/record.ts";

type Users = z.output<(typeof odooUsers)["schema"]>;
type User = Users[number];
type Groups = z.output<(typeof odooGroupIds)["schema"]>;

export const isPrivileged = (user: User, groups: Groups): boolean =>
  user.groups.includes(groups.system) || user.groups.includes(groups.accessRights);

export const isAuditor = ({ login }: User, context: JudgeContext): boolean =>
  login !== null && context.auditorLogins.includes(login);

/** Users in Settings or Access Rights, the auditor's own left out. */
export function privilegedUsers(
  users: Users,
  groups: Groups,
  context: JudgeContext,
): readonly User[] {
  return users.filter((user) => isPrivileged(user, groups) && !isAuditor(user, context));
}
