import { z } from "zod";
import { collector, known } from "./collector.ts";
import { odooGroups, withImplied } from "./odoo-groups.ts";
import { odooShareGroupIds } from "./odoo-share-group-ids.ts";
import type { ReadContext } from "./read.ts";
import { fromQuery, fromRpcRecords } from "./source.ts";

/** The groups that no group of visitors implies: whoever is in one of them has more than a visitor. */
function internalIds(context: ReadContext): readonly number[] {
  const groups = known(context, odooGroups);
  const visitors = withImplied(groups, known(context, odooShareGroupIds));
  return groups.map(({ id }) => id).filter((id) => !visitors.has(id));
}

// The relation holds explicit groups alone from 19 on: the groups that imply an internal one count as well.
const sql = (ids: readonly number[]): string => `with recursive inside(gid) as (
    select id from res_groups where id in (${[0, ...ids].join(", ")})
    union
    select implied.gid from res_groups_implied_rel implied join inside on implied.hid = inside.gid
  )
  select u.id, json_agg(distinct rel.gid) as groups
  from res_groups_users_rel rel join inside on inside.gid = rel.gid join res_users u on u.id = rel.uid
  where coalesce(u.active, false) and coalesce(u.share, false) group by u.id`;

/** Active users of the portal and other visitors who are in a group of internal users, with those groups. */
export const odooShareUsers = collector({
  id: "odoo.share-users",
  title: "Visitors in internal groups",
  schema: z.array(z.strictObject({ id: z.int(), groups: z.array(z.int()) })),
  after: [odooGroups, odooShareGroupIds],
  sources: {
    ...fromRpcRecords(
      (context) => {
        const groups = context.version.major >= 19 ? "all_group_ids" : "groups_id";
        return {
          kind: "records",
          model: "res.users",
          fields: { groups: { name: groups, kind: "refs" } },
          where: {
            all: [
              { field: "active", op: "=", value: true },
              { field: "share", op: "=", value: true },
              { field: groups, op: "in", value: internalIds(context) },
            ],
          },
        };
      },
      (rows, context) => {
        const internal = new Set(internalIds(context));
        return rows.map(({ id, groups }) => ({
          id,
          groups: Array.isArray(groups) ? groups.filter((one: number) => internal.has(one)) : [],
        }));
      },
    ),
    ...fromQuery(
      (context) => sql(internalIds(context)),
      (rows) => rows,
    ),
  },
});
