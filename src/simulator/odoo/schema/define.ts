import type { FieldType, SimField } from "../database.ts";

/** Majors in which a model or field exists; both ends included and either left out. */
export type Span = { readonly from?: number; readonly to?: number };
export type FieldDefinition = SimField & Span;
export type ModelDefinition = Span & {
  readonly title: string;
  readonly order: string;
  readonly readers: readonly string[];
  /** Module that brings the model, by major when it moved; `base` when left out. */
  readonly module?: (major: number) => string;
  /** A list for a field that is not the same in every version: spans that do not overlap. */
  readonly fields: Readonly<Record<string, FieldDefinition | readonly FieldDefinition[]>>;
};

export const internalUser = "base.group_user";
export const settings = "base.group_system";
export const accessRights = "base.group_erp_manager";

type Extra = Omit<FieldDefinition, "type" | "relation">;
const scalar =
  (type: FieldType) =>
  (extra: Extra = {}): FieldDefinition => ({ type, ...extra });
const relational =
  (type: FieldType) =>
  (relation: string, extra: Extra = {}): FieldDefinition => ({ type, relation, ...extra });

export const binary = scalar("binary");
export const boolean = scalar("boolean");
export const char = scalar("char");
export const datetime = scalar("datetime");
export const float = scalar("float");
export const html = scalar("html");
export const integer = scalar("integer");
export const reference = scalar("many2one_reference");
export const selection = scalar("selection");
export const text = scalar("text");
export const many2many = relational("many2many");
export const many2one = relational("many2one");
export const one2many = relational("one2many");

/** What only a member of the Settings group sees. */
export const secret = { groups: settings } as const;

/** The fields that Odoo gives to every model. */
export const everyModel: Readonly<Record<string, FieldDefinition>> = {
  id: integer(),
  display_name: char({ store: false }),
  create_uid: many2one("res.users"),
  create_date: datetime(),
  write_uid: many2one("res.users"),
  write_date: datetime(),
  __last_update: datetime({ store: false, to: 16 }),
};
