import { z } from "zod";
import { collector } from "./collector.ts";
import { fromQuery, fromRpcRecords } from "./source.ts";

// The relation table holds explicit groups only from 19 on, so implied ones are followed on every version.
const sql = `with recursive member(uid, gid) as (
    select uid, gid from res_groups_users_rel
    union
    select member.uid, implied.hid from member join res_groups_implied_rel implied on implied.gid = member.gid
  )
  select u.id, u.login,
    coalesce((select json_agg(distinct member.gid) from member where member.uid = u.id), '[]') as groups,
    coalesce((select json_agg(c.cid) from res_company_users_rel c where c.user_id = u.id), '[]') as companies
  from res_users u where coalesce(u.active, false) and not coalesce(u.share, false)`;

/** Active internal users with every group they are in, implied ones too, and their companies. */
export const odooUsers = collector({
  id: "odoo.users",
  title: "Internal users",
  schema: z.array(
    z.strictObject({
      id: z.int(),
      login: z.string(),
      groups: z.array(z.int()),
      companies: z.array(z.int()),
    }),
  ),
  sources: {
    ...fromRpcRecords(
      ({ version }) => ({
        kind: "records",
        model: "res.users",
        fields: {
          login: { name: "login", kind: "text" },
          // Stored with the implied groups up to 18; from 19 `group_ids` holds the explicit ones alone.
          groups: { name: version.major >= 19 ? "all_group_ids" : "groups_id", kind: "refs" },
          companies: { name: "company_ids", kind: "refs" },
        },
        where: {
          all: [
            { field: "active", op: "=", value: true },
            { field: "share", op: "=", value: false },
          ],
        },
      }),
      (rows) => rows,
    ),
    ...fromQuery(
      () => sql,
      (rows) => rows,
    ),
  },
});
