import {
  rowById,
  rowsOf,
  type SimDatabase,
  type SimField,
  type SimRow,
  type SimValue,
} from "./database.ts";

/** The raw value of a field, computed ones too; null when there is none. */
export function valueOf(database: SimDatabase, model: string, row: SimRow, name: string): SimValue {
  const field = database.models[model]?.fields[name];
  if (field === undefined) return null;
  if (name === "display_name") return displayName(database, model, row);
  if (name === "__last_update") return row["write_date"] ?? row["create_date"] ?? null;
  if (field.sameAs !== undefined) return valueOf(database, model, row, field.sameAs);
  if (field.related !== undefined) return relatedValue(database, model, row, field.related);
  if (field.inverse !== undefined) return referrers(database, row.id, field.inverse);
  return row[name] ?? null;
}

function relatedValue(
  database: SimDatabase,
  model: string,
  row: SimRow,
  [via, target]: readonly [string, string],
): SimValue {
  const relation = database.models[model]?.fields[via]?.relation;
  const id = row[via];
  if (relation === undefined || typeof id !== "number") return null;
  const other = rowById(database, relation, id);
  return other === undefined ? null : valueOf(database, relation, other, target);
}

function referrers(
  database: SimDatabase,
  id: number,
  [model, field]: readonly [string, string],
): readonly number[] {
  return rowsOf(database, model)
    .filter((row) => {
      const value = row[field];
      return Array.isArray(value) ? value.includes(id) : value === id;
    })
    .map((row) => row.id);
}

/** What Odoo shows for a record: the second half of a many2one. */
export function displayName(database: SimDatabase, model: string, row: SimRow): string {
  for (const name of ["complete_name", "cron_name", "name", "key", "email_to"]) {
    const value = valueOf(database, model, row, name);
    if (typeof value === "string") return value;
  }
  return `${model},${row.id}`;
}

/** Whether a record is hidden from searches and from x2many fields as archived. */
export function isArchived(database: SimDatabase, model: string, row: SimRow): boolean {
  return database.models[model]?.fields["active"] !== undefined && row["active"] !== true;
}

/** Whether the id of a related record is shown to the reader. */
export type Shows = (model: string, id: number) => boolean;

/** A value as `read` gives it: `[id, name]`, `false` for what is empty, 0 for an empty number. */
export function shown(
  database: SimDatabase,
  field: SimField,
  value: SimValue,
  shows: Shows,
): SimValue | readonly [number, string] {
  switch (field.type) {
    case "boolean":
      return value === true;
    case "integer":
    case "float":
    case "many2one_reference":
      return value ?? 0;
    case "many2one":
      return namedReference(database, field.relation ?? "", value);
    case "many2many":
    case "one2many":
      return idsOf(value).filter((id) => shows(field.relation ?? "", id));
    case "binary":
    case "char":
    case "datetime":
    case "html":
    case "selection":
    case "text":
      return value ?? false;
  }
}

export function idsOf(value: SimValue): readonly number[] {
  return typeof value === "object" && value !== null ? value : [];
}

function namedReference(
  database: SimDatabase,
  model: string,
  value: SimValue,
): false | readonly [number, string] {
  const row = typeof value === "number" ? rowById(database, model, value) : undefined;
  return row === undefined ? false : [row.id, displayName(database, model, row)];
}
