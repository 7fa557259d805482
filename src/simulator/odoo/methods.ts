import type { SimField } from "./database.ts";
import { OdooFault, mayNotReadModel, pythonError } from "./fault.ts";
import { readGroup } from "./read-group.ts";
import { readRows, readableFields, readableModel, rowsByIds } from "./read.ts";
import { mayRead, maySee, modelOf, type Reader } from "./reader.ts";
import { search, type Page } from "./search.ts";

export type Kwargs = Readonly<Record<string, unknown>>;
export type Method = (
  reader: Reader,
  model: string,
  args: readonly unknown[],
  kwargs: Kwargs,
) => unknown;

/** The methods that are simulated: those that read. */
export const methods: Readonly<Record<string, Method>> = {
  search_read: searchRead,
  read,
  search_count: (reader, model, args, kwargs) => {
    readableModel(reader, model);
    return search(reader, model, args[0] ?? kwargs["domain"] ?? [], everyRow).length;
  },
  fields_get: fieldsGet,
  read_group: (reader, model, args, kwargs) => {
    readableModel(reader, model);
    return readGroup(reader, model, args, kwargs);
  },
  check_access_rights: checkAccessRights,
};

const everyRow: Page = { offset: 0, limit: 0, order: "id" };

function searchRead(
  reader: Reader,
  name: string,
  args: readonly unknown[],
  kwargs: Kwargs,
): unknown {
  const model = readableModel(reader, name);
  const given = (at: number, key: string): unknown => args[at] ?? kwargs[key];
  const fields = readableFields(reader, name, model, names(given(1, "fields")));
  const rows = search(reader, name, given(0, "domain") || [], {
    offset: count(given(2, "offset")),
    limit: count(given(3, "limit")),
    order: text(given(4, "order")),
  });
  return readRows(reader, name, rows.slice(0, reader.database.mostRows), fields);
}

function read(reader: Reader, name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const model = readableModel(reader, name);
  const fields = readableFields(reader, name, model, names(args[1] ?? kwargs["fields"]));
  const ids = Array.isArray(args[0]) ? args[0] : [args[0]];
  return readRows(reader, name, rowsByIds(reader, name, ids.map(count)), fields);
}

function fieldsGet(
  reader: Reader,
  name: string,
  args: readonly unknown[],
  kwargs: Kwargs,
): unknown {
  const model = modelOf(reader.database, name);
  const only = names(args[0] ?? kwargs["allfields"]);
  const attributes = names(args[1] ?? kwargs["attributes"]);
  const described: Record<string, unknown> = {};
  for (const [field, definition] of Object.entries(model.fields)) {
    if (!maySee(reader, definition) || (only.length > 0 && !only.includes(field))) continue;
    const all = Object.entries(describe(field, definition));
    described[field] = Object.fromEntries(
      attributes.length === 0 ? all : all.filter(([key]) => attributes.includes(key)),
    );
  }
  return described;
}

const automatic = new Set([
  "id",
  "display_name",
  "create_uid",
  "create_date",
  "write_uid",
  "write_date",
]);

function describe(name: string, field: SimField): Record<string, unknown> {
  const stored = field.store !== false;
  return {
    type: field.type,
    ...(field.relation !== undefined && { relation: field.relation }),
    ...(field.groups !== undefined && { groups: field.groups }),
    store: stored,
    readonly: automatic.has(name),
    required: false,
    company_dependent: false,
    searchable: true,
    sortable: stored,
    name,
    string: name.replaceAll("_", " "),
  };
}

function checkAccessRights(
  reader: Reader,
  name: string,
  args: readonly unknown[],
  kwargs: Kwargs,
): boolean {
  const model = modelOf(reader.database, name);
  const operation = text(args[0] ?? kwargs["operation"]);
  if (!["read", "write", "create", "unlink"].includes(operation)) {
    throw pythonError("AssertionError: Invalid access mode");
  }
  const raise = (args[1] ?? kwargs["raise_exception"] ?? true) !== false;
  const allowed =
    operation === "read" ? mayRead(reader, model) : reader.groups.has("base.group_system");
  if (!allowed && raise) throw mayNotReadModel(model.title, name, model.readers);
  return allowed;
}

function names(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === false) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === "string")) return list;
  throw new OdooFault(2, "Field names must be text.");
}

/** A row number or limit; what is empty is 0. */
const count = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
