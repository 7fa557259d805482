import type { Condition } from "./condition.ts";
import type { ControlId, Severity, Tier } from "./outcome.ts";
import type { OdooRange } from "./versions.ts";

/**
 * One kind of record or parameter that must be safe outside production, as data. Exactly one of `live` and
 * `required` is there: each row that `live` finds can still reach the outside; `required` finds the row that
 * keeps it from that, and its absence is what is wrong.
 */
export type Asset = {
  /** Id of the check that judges it, together with every other asset of that check. */
  readonly check: string;
  /** Odoo module that brings it; where that is not installed, it cannot be there. */
  readonly module: string;
  /** Majors in which it looks like this; all when left out. */
  readonly versions?: OdooRange | undefined;
  readonly model: string;
  /** Where it is not the model's name with underscores. */
  readonly table?: string | undefined;
  readonly live?: Condition | undefined;
  readonly required?: Condition | undefined;
  /** Field whose value names a record in the finding; a parameter is always named by its key. */
  readonly name?: string | undefined;
  /** What is wrong with one record: `{name}` and `{id}` stand for it. */
  readonly title: string;
  /** What to do about it, with the same placeholders. */
  readonly remedy: string;
};

/** What is said of the assets that an operator would put right together. */
export type AssetCheck = {
  readonly control: ControlId;
  readonly severity: Severity;
  /** Those of the control when left out; so are owner (a persona) and expertise (a domain). */
  readonly tiers?: readonly Tier[] | undefined;
  readonly owner?: string | undefined;
  readonly expertise?: string | undefined;
  readonly pass_title: string;
  readonly fail_title: string;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
};

/** Assets by id. */
export type Assets = Readonly<Record<string, Asset>>;

/** Checks and assets by id; each asset's check is there, and each check has an asset. */
export type Catalogue = {
  readonly checks: Readonly<Record<string, AssetCheck>>;
  readonly assets: Assets;
};

export const emptyCatalogue: Catalogue = { checks: {}, assets: {} };

export const parameterModel = "ir.config_parameter";

/** What the asset's rows are looked up by; the schema sees to it that one of the two is there. */
export const conditionOf = ({ live, required }: Asset): Condition =>
  live ?? required ?? { any: [] };

export const tableOf = ({ model, table }: Pick<Asset, "model" | "table">): string =>
  table ?? model.replaceAll(".", "_");

/** Field that names a record, if any. */
export const nameFieldOf = ({ model, name }: Asset): string | undefined =>
  name ?? (model === parameterModel ? "key" : undefined);
