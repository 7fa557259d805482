import type { SimMajor, SimValue } from "../database.ts";
import type { SeedRow } from "./context.ts";

type Group = {
  readonly id: number;
  readonly xmlId: string;
  readonly name: string;
  readonly category: string;
  readonly implies: readonly number[];
  readonly share: boolean;
};
const group = (
  id: number,
  xmlId: string,
  category: string,
  name: string,
  implies: readonly number[] = [],
  share = false,
): Group => ({ id, xmlId, category, name, implies, share });

const groups = [
  group(1, "base.group_user", "User types", "Internal User"),
  group(2, "base.group_erp_manager", "Administration", "Access Rights"),
  group(4, "base.group_system", "Administration", "Settings", [2]),
  group(6, "base.group_no_one", "Technical", "Technical Features"),
  group(10, "base.group_portal", "User types", "Portal", [], true),
  group(11, "base.group_public", "User types", "Public", [], true),
  group(30, "sales_team.group_sale_salesman", "Sales", "User: Own Documents Only", [1]),
  group(31, "stock.group_stock_user", "Inventory", "User", [1]),
  group(32, "queue_job.group_queue_job_manager", "Job Queue", "Job Queue Manager", [1]),
];

const installed = (modules: readonly string[]): readonly Group[] =>
  groups.filter(({ xmlId }) => modules.includes(xmlId.split(".")[0] ?? ""));

/** Rows of `res.groups` of the installed modules. */
export const groupRows = (modules: readonly string[]): readonly SeedRow[] =>
  installed(modules).map(({ id, name, category, implies, share }) => ({
    id,
    name,
    full_name: `${category} / ${name}`,
    implied_ids: implies,
    share,
  }));

/** XML ids of the groups, for `ir.model.data`. */
export const groupXmlIds = (modules: readonly string[]): readonly { xmlId: string; id: number }[] =>
  installed(modules).map(({ xmlId, id }) => ({ xmlId, id }));

function withImplied(ids: readonly number[]): readonly number[] {
  const all = new Set(ids);
  // A set that grows while it is walked: what is implied by something implied comes along.
  for (const id of all)
    for (const implied of groups.find((g) => g.id === id)?.implies ?? []) all.add(implied);
  return [...all].toSorted((a, b) => a - b);
}

/**
 * The membership fields of a user of the groups: `groups_id` holds the implied ones too; from 19 on
 * `group_ids` holds the named ones alone and `all_group_ids` all.
 */
export function membership(
  major: SimMajor,
  xmlIds: readonly string[],
): Readonly<Record<string, SimValue>> {
  const named = groups.filter(({ xmlId }) => xmlIds.includes(xmlId)).map(({ id }) => id);
  if (major < 19) return { groups_id: withImplied(named) };
  const role = xmlIds.includes("base.group_system") ? "group_system" : "group_user";
  return { group_ids: named, all_group_ids: withImplied(named), role };
}
