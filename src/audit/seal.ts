import { Secret } from "../model/secret.ts";
import type { Digester } from "./rows.ts";

/**
 * `value` with every `Secret` in it replaced by its keyed digest: how a fact that is shaped from a text, and
 * not from fields with kinds of their own, speaks of secrets.
 */
export function sealed(value: unknown, digester: Digester): unknown {
  if (value instanceof Secret) return digester.ofValue(value.reveal());
  if (Array.isArray(value)) return value.map((item) => sealed(item, digester));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, sealed(v, digester)]));
}
