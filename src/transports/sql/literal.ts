import { InternalError } from "../../model/errors.ts";

const escapes: Readonly<Record<string, string>> = {
  "\\": String.raw`\\`,
  "'": "''",
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
};

/**
 * A string literal of PostgreSQL, right whatever `standard_conforming_strings` says: a value with a
 * backslash or a line break is written as `E'…'`. Put a space before it. NUL cannot be in a text value.
 */
export function quoteLiteral(value: string): string {
  if (value.includes("\0")) throw new InternalError("a text value of SQL has a NUL");
  const prefix = /[\\\n\r]/.test(value) ? "E" : "";
  return `${prefix}'${value.replace(/[\\'\n\r]/g, (c) => escapes[c] ?? c)}'`;
}

/** A table's or column's name in double quotes. Only the names that Odoo makes: `[a-z0-9_]`, at most 63. */
export function quoteIdent(name: string): string {
  if (!/^[a-z0-9_]{1,63}$/.test(name)) {
    throw new InternalError("a name in SQL has other characters than a-z, 0-9 and _");
  }
  return `"${name}"`;
}
