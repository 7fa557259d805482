import { InternalError } from "../../model/errors.ts";
import type { SqlQuery } from "../wires.ts";

// What may stand in a query, tried in this order. Strings with any other prefix than E fall through to
// nothing, since the word before them is matched first and may not touch a quote.
const allowed: readonly RegExp[] = [
  /\s+/y,
  /[eE]'(?:[^'\\]|''|\\.)*'/sy,
  /'(?:[^']|'')*'/y,
  /"(?:[^"]|"")*"/y,
  /[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*(?!['"A-Za-z0-9_\u0080-\uffff])/y,
  /[0-9]+(?:\.[0-9]+)?(?![A-Za-z_'"])/y,
  /::/y,
  // operators and brackets, but no comment
  /(?!--|\/\*)[-+*/<>=~!@#%^&|?,.()[\]]/y,
];

/**
 * The query as one line, which psql acts on nowhere. Refuses text that is not exactly one `select` (or `with`)
 * without comments. The text is our own; this is the second lock. A semicolon would end our wrapping, and psql
 * itself acts on backslashes, `:name` and backquotes outside quotes, and on dollar quotes in a way of its own.
 * Within literals they are written as `U&'!003B'`, so that the dispatcher on the host, which has no parser, can
 * refuse them wherever they stand. Throws `InternalError`.
 */
export function oneSelect({ id, sql }: SqlQuery): string {
  const refuse = (why: string): never => {
    throw new InternalError(`query ${id} is refused: ${why}`);
  };
  if (/^[ \t]*\\/m.test(sql)) refuse("a line begins with a backslash");
  if (!/^\s*(select|with)\b/i.test(sql)) refuse("it is not a select");
  let depth = 0;
  let line = "";
  for (let at = 0; at < sql.length;) {
    const token = tokenAt(sql, at);
    if (token === undefined)
      return refuse(`${JSON.stringify(sql[at])} at ${at} may not stand there`);
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0) refuse("a bracket closes that was not opened");
    line += plain(token) ?? refuse(`${JSON.stringify(token)} cannot be written in one line`);
    at += token.length;
  }
  if (depth > 0) refuse("a bracket is not closed");
  return line.trim();
}

// What psql may act on outside of literals, and what would not be one line.
// oxlint-disable-next-line no-control-regex -- those are what must not be there
const special = /[\\;:$`\u0000-\u001f\u007f]/;
const specials = new RegExp(`${special.source}|!`, "g");

/** A token without special characters, meaning the same; undefined where it cannot be. */
function plain(token: string): string | undefined {
  if (token === "::" || !special.test(token)) return token;
  if (/^\s+$/.test(token)) return " ";
  const value = valueOf(token);
  if (value === undefined) return undefined;
  if (!special.test(value)) return `'${value.replaceAll("'", "''")}'`;
  const escaped = value
    .replaceAll("'", "''")
    .replaceAll(specials, (c) => (c === "!" ? "!!" : `!${hex(c)}`));
  return `U&'${escaped}' uescape '!'`;
}

const hex = (character: string): string =>
  character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");

const meanings: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "\\": "\\",
  "'": "'",
};

/** The text of a string literal; undefined for another token, or an escape that none of ours has. */
function valueOf(token: string): string | undefined {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (!/^e'/i.test(token)) return undefined;
  let known = true;
  const value = token.slice(2, -1).replaceAll(/''|\\(.)/gs, (_pair, escaped?: string) => {
    const meaning = escaped === undefined ? "'" : meanings[escaped];
    known &&= meaning !== undefined;
    return meaning ?? "";
  });
  return known ? value : undefined;
}

function tokenAt(sql: string, at: number): string | undefined {
  for (const pattern of allowed) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (match !== null) return match[0];
  }
  return undefined;
}
