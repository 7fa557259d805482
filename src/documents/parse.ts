import { parseDocument, type Document, type LineCounter } from "yaml";
import { maxAliases } from "./structure.ts";

/** YAML 1.2, core schema; undefined when the nesting is too deep to be parsed. */
export function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    // `merge` and `schema` are said outright, so that no %YAML line in the file can change them; the
    // parser's own search for duplicate keys takes quadratic time.
    const fixed = { schema: "core", merge: false, stringKeys: true, uniqueKeys: false } as const;
    return parseDocument(text, { ...fixed, lineCounter, prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The document as a plain value; undefined when the text is small but what its aliases stand for is not. */
export function plainValue(document: Document): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }) as unknown };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
