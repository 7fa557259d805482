import { createHash } from "node:crypto";
import type { SimMajor, SimRow, SimValue } from "../database.ts";
import { odooTime } from "../state.ts";

/** A safe copy, or production as it lives. */
export type SeedKind = "staging" | "production";

/** What the rows of a seed depend on; the same context always gives the same rows. */
export type SeedContext = {
  readonly major: SimMajor;
  readonly kind: SeedKind;
  readonly name: string;
  /** Dates in the database are relative to it. */
  readonly now: Date;
  readonly modules: readonly string[];
  /** How many customers the contacts hold beside companies and users. */
  readonly contacts: number;
  /** Days since the database was made. */
  readonly ageDays: number;
};

/** A row that may have values for fields that the version lacks: those are dropped. */
export type SeedRow = { readonly id: number } & Readonly<Record<string, SimValue>>;
export type SeedRows = Readonly<Record<string, readonly SeedRow[]>>;

const dayMs = 24 * 60 * 60 * 1000;

/** Odoo's text for the time so many days before `now`. */
export const daysAgo = ({ now }: Pick<SeedContext, "now">, days: number): string =>
  odooTime(new Date(now.getTime() - days * dayMs));

/** A UUID that depends on the text alone. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}

/** Only the fields that the model has, with the ones that Odoo gives to every row. */
export function fitRow(row: SeedRow, fields: readonly string[], created: string): SimRow {
  const full = { create_uid: 1, create_date: created, write_uid: 1, write_date: created, ...row };
  const fitting = Object.entries(full).filter(([key]) => fields.includes(key));
  return { ...Object.fromEntries(fitting), id: row.id };
}
