import { z } from "zod";
import { collector } from "./collector.ts";
import type { ReadContext, Row } from "./read.ts";
import { fromQuery, fromRpcRecords } from "./source.ts";

const auditorsLogin = ({ environment }: ReadContext): string | undefined => environment.odoo?.login;

function latest(rows: readonly Row[], context: ReadContext): { at: unknown; users: number } {
  const others = rows.filter((row) => row["login"] !== auditorsLogin(context));
  const times = others.map((row) => row["at"]).filter((at) => typeof at === "string");
  return { at: times.toSorted().at(-1) ?? null, users: others.length };
}

// The name of the auditor stays out of the text of the query: logins are anybody's text.
const sql = `select u.id, u.login, to_char(max(l.create_date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
  from res_users u left join res_users_log l on l.create_uid = u.id
  where coalesce(u.active, false) and not coalesce(u.share, false)
  group by u.id, u.login`;

/**
 * When an active internal user last logged in, the auditor left out; `at` is null when none of them ever did.
 * Odoo keeps the latest login of each user for ever, so that a copy begins with its origin's.
 */
export const odooLastLogin = collector({
  id: "odoo.last-login",
  title: "Last login",
  schema: z.strictObject({ at: z.iso.datetime().nullable(), users: z.int() }),
  sources: {
    ...fromRpcRecords(
      () => ({
        kind: "records",
        model: "res.users",
        fields: {
          login: { name: "login", kind: "text" },
          at: { name: "login_date", kind: "datetime" },
        },
        where: {
          all: [
            { field: "active", op: "=", value: true },
            { field: "share", op: "=", value: false },
          ],
        },
      }),
      latest,
    ),
    ...fromQuery(
      () => sql,
      (rows, context) => latest(rows as readonly Row[], context), // as the query above selects them
    ),
  },
});
