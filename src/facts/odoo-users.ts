import { z } from "zod";
import { Secret } from "../model/secret.ts";
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

const user = z.strictObject({
  id: z.int(),
  /** Null where no check names the user: see `withFewLogins`. */
  login: z.string().nullable(),
  /** Keyed digest of the login: who it is can be asked, and not read. */
  loginDigest: z.string(),
  groups: z.array(z.int()),
  companies: z.array(z.int()),
});
type User = z.infer<typeof user>;

type Raw = Readonly<Record<string, unknown>>;
const withDigest = (rows: readonly Raw[]): readonly Raw[] =>
  rows.map((row) => ({ ...row, loginDigest: new Secret(String(row["login"])) }));

/** Active internal users with every group they are in, implied ones too, and their companies. */
export const odooUsers = collector({
  id: "odoo.users",
  title: "Internal users",
  schema: z.array(user),
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
      withDigest,
    ),
    ...fromQuery(() => sql, withDigest),
  },
});

/**
 * What is stored of the users: logins are mostly people's e-mail addresses, so only those that a check may
 * have to name keep theirs, the auditor and who is in one of the groups.
 */
export function withFewLogins(
  users: readonly User[],
  auditor: string | undefined,
  groups: readonly number[],
): readonly User[] {
  return users.map((one) =>
    one.login === auditor || one.groups.some((id) => groups.includes(id))
      ? one
      : { ...one, login: null },
  );
}
