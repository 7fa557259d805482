import { isAlias, isMap, isScalar, isSeq, type Document, type Node } from "yaml";
import type { Path } from "./path.ts";

/** What a path leads to: the key (in a map) and the value, as far as the document has them. */
type Found = { readonly key: Node | undefined; readonly value: Node | undefined };

/** Which end of `key: value` a problem is about. */
export type Side = "key" | "value";

/**
 * Offset in the text of what `path` leads to. A scalar is found where it stands, a map or a list at its
 * key, and what is missing at the innermost parent that exists, since that is where to add it.
 */
export function offsetOf(document: Document, path: Path, side: Side = "value"): number {
  let found: Found = { key: undefined, value: node(document.contents) };
  for (const step of path) {
    const next = follow(document, found.value, step);
    if (next === undefined) return startOf(found, "key");
    found = next;
  }
  return startOf(found, side);
}

/** The text of a map's key, as the value made of the document has it. */
export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function follow(document: Document, parent: Node | undefined, step: string | number) {
  const target = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(target)) return followKey(target.items, String(step));
  if (!isSeq(target) || typeof step !== "number") return undefined;
  const value = node(target.items[step]);
  return value === undefined ? undefined : { key: undefined, value };
}

function followKey(
  pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  name: string,
): Found | undefined {
  // The last of duplicates is the one whose value counts.
  const pair = pairs.findLast((each) => keyText(each.key) === name);
  return pair === undefined ? undefined : { key: node(pair.key), value: node(pair.value) };
}

function startOf(found: Found, side: Side): number {
  const { key, value } = found;
  const shown = side === "value" && isScalar(value) && value.source !== "" ? value : (key ?? value);
  return shown?.range?.[0] ?? 0;
}

function node(value: unknown): Node | undefined {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : undefined;
}
