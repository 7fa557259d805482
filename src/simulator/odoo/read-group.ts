import type { SimRow, SimValue } from "./database.ts";
import { pythonError, unknownField } from "./fault.ts";
import { modelOf, type Reader } from "./reader.ts";
import { search } from "./search.ts";
import { shown, valueOf } from "./values.ts";

type Kwargs = Readonly<Record<string, unknown>>;
type Aggregate = { readonly name: string; readonly function: "sum" | "min" | "max" };

/**
 * `read_group` by one stored field, the first of `groupby`: its value, `<field>_count` (`__count` when not
 * lazy), `__domain`, and what `field:sum`, `field:min` and `field:max` ask for.
 */
export function readGroup(
  reader: Reader,
  name: string,
  args: readonly unknown[],
  kwargs: Kwargs,
): readonly Record<string, unknown>[] {
  const model = modelOf(reader.database, name);
  const rawDomain = args[0] ?? kwargs["domain"] ?? [];
  const [by] = [args[2] ?? kwargs["groupby"] ?? []].flat();
  if (typeof by !== "string") throw pythonError("TypeError: groupby is not a field name");
  const field = model.fields[by];
  if (field === undefined) throw unknownField(reader.database.major, name, by);
  const aggregates = aggregatesOf([args[1] ?? kwargs["fields"] ?? []].flat());
  const rows = search(reader, name, rawDomain, { offset: 0, limit: 0, order: "id" });
  const countKey = kwargs["lazy"] === false ? "__count" : `${by}_count`;
  const domain: readonly unknown[] = Array.isArray(rawDomain) ? rawDomain : [];
  return [...grouped(reader, name, rows, by)].map(([value, members]) => ({
    [by]: shown(reader.database, field, value, () => true),
    [countKey]: members.length,
    ...Object.fromEntries(aggregates.map((a) => [a.name, aggregate(reader, name, members, a)])),
    __domain: [...domain, [by, "=", value ?? false]],
  }));
}

function grouped(
  reader: Reader,
  name: string,
  rows: readonly SimRow[],
  by: string,
): ReadonlyMap<SimValue, readonly SimRow[]> {
  const groups = new Map<SimValue, SimRow[]>();
  for (const row of rows) {
    const value = valueOf(reader.database, name, row, by);
    const members = groups.get(value);
    if (members === undefined) groups.set(value, [row]);
    else members.push(row);
  }
  return groups;
}

function aggregatesOf(fields: readonly unknown[]): readonly Aggregate[] {
  return fields.flatMap((item) => {
    const match = /^(\w+):(\w+)$/.exec(String(item));
    if (match === null) return [];
    const [, name = "", asked = ""] = match;
    if (asked !== "sum" && asked !== "min" && asked !== "max") {
      throw pythonError(`UserError: Invalid aggregation function '${asked}'.`);
    }
    return [{ name, function: asked }];
  });
}

function aggregate(
  reader: Reader,
  name: string,
  rows: readonly SimRow[],
  { name: field, function: kind }: Aggregate,
): SimValue {
  const values = rows
    .map((row) => valueOf(reader.database, name, row, field))
    .filter((value) => typeof value === "number" || typeof value === "string")
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (kind === "min") return values[0] ?? false;
  if (kind === "max") return values.at(-1) ?? false;
  return values.map(Number).reduce((sum, value) => sum + value, 0);
}
