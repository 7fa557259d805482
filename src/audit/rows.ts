import { TargetError } from "../model/errors.ts";
import { excerptLength, type Field, type Row, type Value } from "../facts/read.ts";
import type { CellDigester } from "./masking/cells.ts";

/** Keyed digests of secrets: equal values give equal digests, and nothing leads back. */
export type Digester = {
  /** Of the value itself, as the API hands it over. */
  readonly ofValue: (value: string) => string;
  /** Of the SHA-256 that the database computed, so that the value never leaves it. */
  readonly ofSha256: (hex: string) => string;
  /** Digests for fingerprints, by a key of their own. */
  readonly cells: CellDigester;
};

const malformed = (field: Field): TargetError =>
  new TargetError("malformed_response", `field ${field.name} is not of kind ${field.kind}`);

// Odoo writes UTC as `2026-11-24 03:25:36`, with or without a fraction; PostgreSQL with a `T`.
function isoDatetime(text: string, field: Field): string {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)?$/.exec(text);
  if (match === null) throw malformed(field);
  return `${match[1]}T${match[2]}Z`;
}

/** A translated column is a JSON object by language from 16 on; English is the one that every base has. */
function textOf(value: unknown, field: Field): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "object" && value !== null) {
    const translations = value as Record<string, unknown>;
    const text = translations["en_US"] ?? Object.values(translations)[0];
    if (typeof text === "string") return text;
  }
  throw malformed(field);
}

const excerptOf = (value: unknown): string =>
  (typeof value === "string" ? value : JSON.stringify(value)).slice(0, excerptLength);

/**
 * The host name of an address with or without a scheme, small letters; undefined for what names no other
 * machine: Odoo itself writes `http://localhost:8069` into copies.
 */
function hostOf(text: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  const host = url?.hostname.replace(/\.$/, "") ?? "";
  return host === "" || /^(?:localhost|127(?:\.\d+){3}|\[::1?\]|0\.0\.0\.0)$/.test(host)
    ? undefined
    : host;
}

// Odoo's own secrets are UUIDs: 36 characters, of which a random one has fewer than 8 different ones about
// once in ten million. Constants that people put in their place are words.
const shortestSecret = 32;
const fewestCharacters = 8;

function isUnguessable(text: string): boolean {
  return text.length >= shortestSecret && new Set(text).size >= fewestCharacters;
}

/** The same in SQL, so that the secret stays in the database. */
export function unguessableSql(column: string): string {
  const different = `(select count(distinct c) from regexp_split_to_table(${column}::text, '') c)`;
  return `(length(${column}::text) >= ${shortestSecret} and ${different} >= ${fewestCharacters})`;
}

function refOf(value: unknown, field: Field): number {
  const id: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof id !== "number") throw malformed(field);
  return id;
}

function refsOf(value: unknown, field: Field): readonly number[] {
  if (!Array.isArray(value) || !value.every((id) => typeof id === "number")) throw malformed(field);
  return value;
}

/** One value of the API as its field's kind; Odoo's `false` for "no value" becomes null. */
export function fromApi(value: unknown, field: Field, digester: Digester): Value {
  if (field.kind === "boolean") {
    if (typeof value !== "boolean") throw malformed(field);
    return value;
  }
  const empty = value === false || value === null || value === undefined;
  if (field.kind === "isset") return !empty && value !== "";
  if (field.kind === "unguessable") return !empty && isUnguessable(textOf(value, field));
  if (empty) return null;
  switch (field.kind) {
    case "text":
      return textOf(value, field);
    case "excerpt":
      return excerptOf(value);
    case "integer":
      if (typeof value !== "number") throw malformed(field);
      return value;
    case "datetime":
      return isoDatetime(textOf(value, field), field);
    case "ref":
      return refOf(value, field);
    case "refs":
      return refsOf(value, field);
    case "digest":
      return value === "" ? null : digester.ofValue(textOf(value, field));
    case "hostdigest": {
      const host = hostOf(textOf(value, field));
      return host === undefined ? null : digester.ofValue(host);
    }
  }
}

/** One value of PostgreSQL, selected as `sqlColumn` says, as its field's kind. */
export function fromSql(value: unknown, field: Field, digester: Digester): Value {
  if (field.kind === "digest") {
    return typeof value === "string" ? digester.ofSha256(value) : null;
  }
  if (field.kind === "boolean" || field.kind === "isset" || field.kind === "unguessable") {
    return value === true;
  }
  return value === null ? null : fromApi(value, field, digester);
}

/** A whole row; a missing column or id is malformed, never quietly empty. */
export function toRow(
  raw: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Field>>,
  column: (alias: string, field: Field) => string,
  convert: (value: unknown, field: Field) => Value,
): Row {
  const id = raw["id"];
  if (typeof id !== "number") throw new TargetError("malformed_response", "a row has no id");
  const row: Record<string, Value> = {};
  for (const [alias, field] of Object.entries(fields)) {
    const key = column(alias, field);
    if (!Object.hasOwn(raw, key)) {
      throw new TargetError("malformed_response", `field ${field.name} is missing in the answer`);
    }
    row[alias] = convert(raw[key], field);
  }
  return { ...row, id };
}
