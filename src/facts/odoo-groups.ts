import { z } from "zod";
import { collector } from "./collector.ts";
import { everything, type Row } from "./read.ts";
import { fromQuery, fromRpcRecords } from "./source.ts";

const sql = `select g.id, g.name,
    coalesce((select json_agg(i.hid) from res_groups_implied_rel i where i.gid = g.id), '[]') as implied
  from res_groups g`;

const group = z.strictObject({ id: z.int(), name: z.string(), implied: z.array(z.int()) });
type Group = z.infer<typeof group>;

/** Every group with its own name, and the ids of those that it implies directly. */
export const odooGroups = collector({
  id: "odoo.groups",
  title: "Groups",
  schema: z.array(group),
  sources: {
    ...fromRpcRecords(
      () => ({
        kind: "records",
        model: "res.groups",
        fields: {
          name: { name: "name", kind: "text" },
          implied: { name: "implied_ids", kind: "refs" },
        },
        where: everything,
      }),
      (rows) => rows,
    ),
    ...fromQuery(
      () => sql,
      (rows) => (rows as readonly Row[]).map((row) => ({ ...row, name: inEnglish(row["name"]) })),
    ),
  },
});

/** From 16 on a name comes as an object by language, of which English is the one that every base has. */
function inEnglish(name: unknown): unknown {
  return typeof name === "object" && name !== null && "en_US" in name ? name.en_US : name;
}

/** The ids, and those of every group that one of them implies, directly or not. */
export function withImplied(groups: readonly Group[], ids: readonly number[]): ReadonlySet<number> {
  const implied = new Map(groups.map((one) => [one.id, one.implied]));
  const all = new Set(ids);
  // A set that grows while it is walked: what is implied by something implied comes along.
  for (const id of all) for (const next of implied.get(id) ?? []) all.add(next);
  return all;
}
