import type { Problem } from "../../model/problem.ts";
import { didYouMean, nearest } from "../../documents/nearest.ts";
import { printKey } from "../../documents/path.ts";
import type { Sources } from "../documents.ts";
import type { Loose } from "../loose.ts";

/** A rule that spans documents: every breach of it, each at the place to be mended. */
export type Rule = (registry: Loose, sources: Sources) => readonly Problem[];

/** A map's entries; none for one that could not be read. */
export function entriesOf<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {});
}

/**
 * Whether all of `keys` are there with `list` filled. Rules of the kind "nobody does X" are left out while it
 * is not so: one missing persona would make dozens of them. The schema reports what is missing.
 */
export function complete<K extends string>(
  map: Readonly<Record<string, Readonly<Record<K, readonly unknown[]>>>> | undefined,
  keys: readonly string[],
  list: K,
): boolean {
  return keys.every((key) => {
    const entry = Object.hasOwn(map ?? {}, key) ? map?.[key] : undefined;
    return entry !== undefined && entry[list].length > 0;
  });
}

/**
 * The key that a reference was meant to be: itself, or for a dangling one the nearest. So that a misspelt name
 * is one problem, and not a second one where the right name now seems unused.
 */
export function meant(id: string, known: Readonly<Record<string, unknown>> | undefined): string {
  if (known === undefined || Object.hasOwn(known, id)) return id;
  return nearest(id, Object.keys(known)) ?? id;
}

/**
 * What is wrong with a reference, or undefined. Nothing is said about one that was left out (its schema
 * does) nor when the map that it points into could not be read.
 */
export function dangling(
  kind: string,
  id: string,
  known: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  if (id === "" || known === undefined || Object.hasOwn(known, id)) return undefined;
  return `unknown ${kind} \`${printKey(id)}\`${didYouMean(id, Object.keys(known))}`;
}
