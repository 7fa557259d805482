import type { z } from "zod";
import type { odooUsers } from "../../facts/odoo-users.ts";
import { identityOf, type Holder } from "../../model/access.ts";
import type { JudgeContext } from "../../model/record.ts";

type User = Pick<z.output<(typeof odooUsers)["schema"]>[number], "id" | "login" | "loginDigest">;

/**
 * How an Odoo user is looked for among the identities: by the digest of its login. Identities of older audits
 * have the login itself.
 */
export function holderOf({ login, loginDigest }: User, context: JudgeContext): Holder {
  const byLogin = { by: "odoo_login", value: login ?? "" } as const;
  return identityOf(byLogin, context) === undefined
    ? { by: "login_digest", value: loginDigest }
    : byLogin;
}

/** What findings call an Odoo user: its login where a check may say it, and always its id. */
export const nameOf = ({ id, login }: User): string =>
  login === null ? `Odoo user ${id}` : `Odoo user ${login} (${id})`;
