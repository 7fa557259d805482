import type { SimModel, SimRow } from "./database.ts";
import { DomainError, holds, leavesOf, parseDomain, type Domain, type Leaf } from "./domain.ts";
import { mayNotReadFields, pythonError, unknownField, unknownFieldInDomain } from "./fault.ts";
import { comparable, meets, meetsIds } from "./operators.ts";
import { parseOrder, sortRows } from "./order.ts";
import { maySee, modelOf, ruleShows, type Reader } from "./reader.ts";
import { rowById } from "./database.ts";
import { displayName, idsOf, isArchived, valueOf } from "./values.ts";

/** What a search may be given beside the domain; 0, false and nothing mean no limit. */
export type Page = { readonly offset: number; readonly limit: number; readonly order: string };

/** Rows that the domain finds for this reader, rules and `active_test` applied, in the model's order. */
export function search(
  reader: Reader,
  name: string,
  rawDomain: unknown,
  page: Page,
): readonly SimRow[] {
  const model = modelOf(reader.database, name);
  const domain = readableDomain(reader, name, rawDomain);
  const hideArchived =
    reader.activeTest &&
    !leavesOf(domain).some((leaf) => leaf.path.length === 1 && leaf.path[0] === "active");
  const found = model.rows.filter(
    (row) =>
      ruleShows(reader, name, row) &&
      !(hideArchived && isArchived(reader.database, name, row)) &&
      holds(domain, (leaf) => leafHolds(reader, name, row, leaf)),
  );
  const sorted = ordered(reader, name, model, found, page.order);
  return sorted.slice(page.offset, page.limit > 0 ? page.offset + page.limit : undefined);
}

function readableDomain(reader: Reader, name: string, raw: unknown): Domain {
  const domain = parsed(raw);
  for (const leaf of leavesOf(domain)) {
    let current = name;
    for (const step of leaf.path) {
      const model = modelOf(reader.database, current);
      const field = model.fields[step];
      if (field === undefined) throw unknownFieldInDomain(current, step);
      if (!maySee(reader, field)) throw mayNotReadFields(model.title, current, [step]);
      current = field.relation ?? current;
    }
  }
  return domain;
}

function parsed(raw: unknown): Domain {
  try {
    return parseDomain(raw);
  } catch (error) {
    if (error instanceof DomainError) throw pythonError(`ValueError: ${error.message}`);
    throw error;
  }
}

function leafHolds(reader: Reader, name: string, row: SimRow, leaf: Leaf): boolean {
  const [first, ...rest] = leaf.path;
  const { database } = reader;
  const field = modelOf(database, name).fields[first];
  const value = valueOf(database, name, row, first);
  const [next, ...further] = rest;
  if (next !== undefined) {
    const relation = field?.relation ?? "";
    const ids = typeof value === "number" ? [value] : idsOf(value);
    const inner: Leaf = { ...leaf, path: [next, ...further] };
    return ids.some((id) => {
      const other = rowById(database, relation, id);
      return other !== undefined && leafHolds(reader, relation, other, inner);
    });
  }
  if (field?.type === "many2many" || field?.type === "one2many") {
    return meetsIds(leaf.operator, idsOf(value), leaf.value);
  }
  // Text beside a many2one is looked for in the name of the record behind it.
  if (field?.type === "many2one" && typeof leaf.value === "string" && typeof value === "number") {
    const other = rowById(database, field.relation ?? "", value);
    return meets(
      leaf.operator,
      other ? displayName(database, field.relation ?? "", other) : null,
      leaf.value,
    );
  }
  return meets(leaf.operator, comparable(value), leaf.value);
}

function ordered(
  reader: Reader,
  name: string,
  model: SimModel,
  rows: readonly SimRow[],
  text: string,
): readonly SimRow[] {
  const keys = parseOrder(text === "" ? model.order : text);
  if (keys === undefined) {
    throw pythonError(`ValueError: Invalid "order" specified (${text})`);
  }
  const unknown = keys.find(({ field }) => model.fields[field] === undefined);
  if (unknown !== undefined) throw unknownField(reader.database.major, name, unknown.field);
  const keyed = [...keys, { field: "id", descending: false }];
  return sortRows(rows, keyed, (row, field) => valueOf(reader.database, name, row, field));
}
