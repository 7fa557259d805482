import { conditionOf, nameFieldOf, type Asset, type Assets } from "../model/assets.ts";
import { clausesOf, fieldsOf, type Condition } from "../model/condition.ts";
import { inRange } from "../model/versions.ts";
import type { SimDatabase, SimField, SimModel, SimRow, SimValue } from "./odoo/database.ts";
import { mapRows } from "./odoo/database.ts";
import { settings } from "./odoo/schema/define.ts";
import type { EnvironmentSpec } from "./spec.ts";
import { fulfils, solve, type Sample, type Values } from "./solve.ts";

/** An asset whose condition no row fulfils, or every row. */
export class UnbreakableError extends Error {}

type Entry = readonly [id: string, asset: Asset];

/** The assets that a version of Odoo has. */
export function assetsOf(assets: Assets, major: number): readonly Entry[] {
  const version = { major, serie: `${major}.0` };
  return Object.entries(assets).filter(([, { versions }]) => inRange(version, versions ?? {}));
}

/**
 * `spec` with every asset of its version in place and safe: their modules installed, their models and fields
 * there, and no row through which the outside can be reached.
 */
export function withAssets(spec: EnvironmentSpec, assets: Assets): EnvironmentSpec {
  const entries = assetsOf(assets, spec.database.major);
  let database = withModules(
    spec.database,
    entries.map(([, { module }]) => module),
  );
  const models = [...new Set(entries.map(([, { model }]) => model))];
  for (const model of models) {
    const own = entries.filter(([, asset]) => asset.model === model);
    database = withModel(database, model, own);
    database = mapRows(database, model, (rows) => [
      ...rows.map((row) => made(safe(row, own, database))),
      ...own.flatMap((entry) => requiredRow(entry, entries)),
    ]);
  }
  return { ...spec, database };
}

function withModules(database: SimDatabase, names: readonly string[]): SimDatabase {
  return mapRows(database, "ir.module.module", (rows) => {
    const there = new Set(rows.map((row) => row["name"]));
    const [like] = rows;
    const fresh = [...new Set(names)].filter((name) => !there.has(name));
    return [
      ...rows,
      ...fresh.map((name, index) => ({ ...like, id: 5000 + index, name, state: "installed" })),
    ];
  });
}

/** The model with every field that the assets look at; one of its own where the simulator has none. */
function withModel(database: SimDatabase, model: string, own: readonly Entry[]): SimDatabase {
  const found: SimModel = database.models[model] ?? {
    title: model,
    order: "id",
    readers: [settings],
    fields: { id: { type: "integer" } },
    rows: [],
  };
  const conditions: Condition = { all: own.map(([, asset]) => conditionOf(asset)) };
  const names = own.flatMap(([, asset]) => nameFieldOf(asset) ?? []);
  const added: Record<string, SimField> = {};
  for (const name of new Set([...fieldsOf(conditions), ...names])) {
    if (found.fields[name] === undefined)
      added[name] = { type: typeOf(name, conditions), asset: true };
  }
  const fields = { ...found.fields, ...added };
  return { ...database, models: { ...database.models, [model]: { ...found, fields } } };
}

/** As the values show that it is compared with. */
function typeOf(field: string, conditions: Condition): SimField["type"] {
  const values = clausesOf(conditions).filter((clause) => clause.field === field);
  const types = new Set(values.map(({ value }) => typeof value));
  if (types.has("boolean")) return "boolean";
  return types.has("number") ? "integer" : "char";
}

const liveOf = (entries: readonly Entry[]): readonly Condition[] =>
  entries.flatMap(([, { live }]) => live ?? []);

const none = (conditions: readonly Condition[]): Condition => ({ not: { any: conditions } });

/** The values of a row with which none of the assets is live; what the seed gave it stays. */
function safe(row: SimRow, own: readonly Entry[], database: SimDatabase): Values {
  const model = own[0]?.[1].model ?? "";
  const given = fixed(row, fieldsOf({ all: liveOf(own) }), database.models[model]);
  const values = solve(none(liveOf(own)), true, given, sampleOf(database, model));
  if (values === undefined) throw new UnbreakableError(`${model},${row.id} cannot be made safe`);
  return { ...row, ...values };
}

/** Whatever refers to a record refers to the first; all else is text. */
const sampleOf =
  ({ models }: SimDatabase, model: string): Sample =>
  (field) =>
    models[model]?.fields[field]?.type === "many2one" ? 1 : "simulated-live-value";

/** What of a row must stay: all but the given fields, and of those too what the seed itself filled. */
function fixed(row: SimRow, fields: readonly string[], model: SimModel | undefined): Values {
  const isFree = (field: string): boolean =>
    fields.includes(field) && (model?.fields[field]?.asset === true || row[field] === null);
  return Object.fromEntries(Object.entries(row).filter(([field]) => !isFree(field)));
}

/** The row without which a `required` asset is not safe. */
function requiredRow([id, { required }]: Entry, all: readonly Entry[]): readonly SimRow[] {
  if (required === undefined) return [];
  const values = solve(required, true, { id: newId(id, all) });
  if (values === undefined) throw new UnbreakableError(`no row keeps ${id} safe`);
  return [made(values)];
}

/** An id of its own for each asset, far from those of the seed. */
const newId = (id: string, all: readonly Entry[]): number =>
  10_000 + all.findIndex(([other]) => other === id);

const made = (values: Values): SimRow => ({ ...values, id: Number(values["id"]) });

/** `spec` (made by `withAssets`) with the named assets live, and with no other that was not before. */
export function breakAssets(
  spec: EnvironmentSpec,
  assets: Assets,
  ids: readonly string[],
): EnvironmentSpec {
  const entries = assetsOf(assets, spec.database.major);
  let { database } = spec;
  for (const entry of entries) {
    if (!ids.includes(entry[0])) continue;
    const { model, live, required } = entry[1];
    const neighbours = entries.filter(([, other]) => other.model === model);
    const peers = liveOf(neighbours.filter(([id]) => ids.includes(id)));
    const bystanders = liveOf(neighbours.filter(([id]) => !ids.includes(id)));
    database = mapRows(database, model, (rows) =>
      live === undefined
        ? rows.filter((row) => required === undefined || !fulfils(row, required))
        : broken(rows, entry, live, { peers, bystanders, entries, database }),
    );
  }
  return { ...spec, database };
}

type Around = {
  /** Conditions of the assets that are to be live, and of those that are not. */
  readonly peers: readonly Condition[];
  readonly bystanders: readonly Condition[];
  readonly entries: readonly Entry[];
  readonly database: SimDatabase;
};

/** In the first row that can take it and keep what is live of it already, else in a new one. */
function broken(
  rows: readonly SimRow[],
  [id, asset]: Entry,
  live: Condition,
  { peers, bystanders, entries, database }: Around,
): readonly SimRow[] {
  const wanted: Condition = { all: [live, none(bystanders)] };
  const sample = sampleOf(database, asset.model);
  for (const row of rows) {
    const kept: Condition = { all: [wanted, ...peers.filter((peer) => fulfils(row, peer))] };
    const given = fixed(row, fieldsOf(live), database.models[asset.model]);
    const values = solve(kept, true, given, sample);
    if (values !== undefined)
      return rows.map((r) => (r.id === row.id ? made({ ...r, ...values }) : r));
  }
  const values = solve(wanted, true, { id: newId(id, entries) }, sample);
  if (values === undefined) throw new UnbreakableError(`no row breaks ${id}`);
  return [...rows, made({ ...named(asset), ...values })];
}

function named(asset: Asset): Readonly<Record<string, SimValue>> {
  const field = nameFieldOf(asset);
  return field === undefined || fieldsOf(conditionOf(asset)).includes(field)
    ? {}
    : { [field]: "Simulated record" };
}
