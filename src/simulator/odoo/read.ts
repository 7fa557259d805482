import type { SimModel, SimRow } from "./database.ts";
import { rowById } from "./database.ts";
import {
  mayNotReadFields,
  mayNotReadModel,
  mayNotReadRecords,
  missingRecord,
  unknownField,
} from "./fault.ts";
import { mayRead, maySee, modelOf, ruleShows, type Reader } from "./reader.ts";
import { isArchived, shown, valueOf, type Shows } from "./values.ts";

/** The model, when the reader's groups may read it at all. */
export function readableModel(reader: Reader, name: string): SimModel {
  const model = modelOf(reader.database, name);
  if (!mayRead(reader, model)) throw mayNotReadModel(model.title, name, model.readers);
  return model;
}

/** The fields to read: those asked for, or every one that the reader may see when none is named. */
export function readableFields(
  reader: Reader,
  name: string,
  model: SimModel,
  asked: readonly string[],
): readonly string[] {
  const unknown = asked.find((field) => model.fields[field] === undefined);
  if (unknown !== undefined) throw unknownField(reader.database.major, name, unknown);
  const hidden = asked.filter((field) => {
    const definition = model.fields[field];
    return definition !== undefined && !maySee(reader, definition);
  });
  if (hidden.length > 0) throw mayNotReadFields(model.title, name, hidden);
  if (asked.length > 0) return asked;
  return Object.entries(model.fields)
    .filter(([, field]) => maySee(reader, field))
    .map(([field]) => field);
}

/** Rows as `read` gives them, `id` first. */
export function readRows(
  reader: Reader,
  name: string,
  rows: readonly SimRow[],
  fields: readonly string[],
): readonly Record<string, unknown>[] {
  const { database } = reader;
  const model = modelOf(database, name);
  const shows = showsFor(reader);
  return rows.map((row) => {
    const result: Record<string, unknown> = { id: row.id };
    for (const field of fields) {
      const definition = model.fields[field];
      if (definition === undefined || field === "id") continue;
      result[field] = shown(database, definition, valueOf(database, name, row, field), shows);
    }
    return result;
  });
}

/** Which ids of x2many fields the reader is shown: not the archived ones, nor those that a rule hides. */
function showsFor(reader: Reader): Shows {
  return (model, id) => {
    const row = rowById(reader.database, model, id);
    if (row === undefined) return reader.database.models[model] === undefined;
    const archived = reader.activeTest && isArchived(reader.database, model, row);
    return !archived && ruleShows(reader, model, row);
  };
}

/** Rows by id, in the order asked. Faults on an id that does not exist or that a rule hides. */
export function rowsByIds(reader: Reader, name: string, ids: readonly number[]): readonly SimRow[] {
  const model = modelOf(reader.database, name);
  return ids.map((id) => {
    const row = rowById(reader.database, name, id);
    if (row === undefined) throw missingRecord(name, id, reader.uid);
    if (!ruleShows(reader, name, row)) throw mayNotReadRecords(model.title, name);
    return row;
  });
}
