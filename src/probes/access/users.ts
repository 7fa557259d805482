import type { z } from "zod";
import type { odooUsers } from "../../facts/odoo-users.ts";
import type { Holder } from "../../model/access.ts";

type User = Pick<z.output<(typeof odooUsers)["schema"]>[number], "id" | "login" | "loginDigest">;

/** How an Odoo user is looked for among the identities: by its login where it is stored, else by its digest. */
export const holderOf = ({ login, loginDigest }: User): Holder =>
  login === null ? { by: "login_digest", value: loginDigest } : { by: "odoo_login", value: login };

/** What findings call an Odoo user: its login where a check may say it, and always its id. */
export const nameOf = ({ id, login }: User): string =>
  login === null ? `Odoo user ${id}` : `Odoo user ${login} (${id})`;
