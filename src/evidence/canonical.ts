import canonicalize from "canonicalize";
import { InternalError } from "../model/errors.ts";

/**
 * `value` as canonical JSON (RFC 8785): the one text of it that is hashed. What JSON has no form for is left
 * out or null, as by `JSON.stringify`; half a surrogate pair, which a name from a target may carry and UTF-8
 * cannot, becomes U+FFFD, since an audit of such a target has to be recorded like any other.
 */
export function canonicalJson(value: unknown): string {
  const json = JSON.stringify(value, wellFormed) as string | undefined;
  const text = json === undefined ? undefined : canonicalize(JSON.parse(json, wellFormedKeys));
  if (text === undefined) throw new InternalError("there is no JSON for what should be recorded");
  return text;
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

function wellFormedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([key]) => key.isWellFormed())) return value;
  return Object.fromEntries(entries.map(([key, of]) => [key.toWellFormed(), of]));
}
