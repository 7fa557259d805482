import { z } from "zod";
import { collector } from "./collector.ts";
import { afterPrivileged, isPrivileged, privilegedIds } from "./privileged.ts";
import type { Row } from "./read.ts";
import { fromQuery, fromRpcRecords } from "./source.ts";

const sql = (ids: readonly number[]): string => `select u.id,
    to_char(u.create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created,
    to_char(max(l.create_date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
  from res_users u left join res_users_log l on l.create_uid = u.id
  where u.id in (${[0, ...ids].join(", ")}) group by u.id, u.create_date`;

/** When each privileged user was made and last logged in; `at` is null for one that never did. */
export const odooPrivilegedLogins = collector({
  id: "odoo.privileged-logins",
  title: "Logins of privileged users",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      created: z.iso.datetime().nullable(),
      at: z.iso.datetime().nullable(),
    }),
  ),
  after: afterPrivileged,
  sources: {
    ...fromRpcRecords(
      (context) => ({
        kind: "records",
        model: "res.users",
        fields: {
          created: { name: "create_date", kind: "datetime" },
          at: { name: "login_date", kind: "datetime" },
        },
        where: isPrivileged(context),
      }),
      (rows) => rows,
    ),
    ...fromQuery(
      (context) => sql(privilegedIds(context)),
      (rows) => rows as readonly Row[], // as the query above selects them
    ),
  },
});
