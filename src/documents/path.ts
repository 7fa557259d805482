import { printable, shorten } from "../model/text.ts";

/** Way to a value inside a document: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

// Keys longer than this are no names that a person looks for.
const longestKey = 80;

/** `environments.staging.accepted_gaps[0]`, safe for a terminal. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      return index === 0 ? printKey(step) : `.${printKey(step)}`;
    })
    .join("");
}

/** A key as it may be shown. */
export function printKey(key: string): string {
  return shorten(printable(key), longestKey);
}
