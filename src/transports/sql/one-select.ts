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
 * Refuses text that is not exactly one `select` (or `with`) without comments. The text is our own; this is
 * the second lock. A semicolon would end our wrapping, and psql itself acts on backslashes, `:name` and
 * backquotes outside quotes, and on dollar quotes in a way of its own. Throws `InternalError`.
 */
export function assertOneSelect({ id, sql }: SqlQuery): void {
  const refuse = (why: string): never => {
    throw new InternalError(`query ${id} is refused: ${why}`);
  };
  if (/^[ \t]*\\/m.test(sql)) refuse("a line begins with a backslash");
  if (!/^\s*(select|with)\b/i.test(sql)) refuse("it is not a select");
  let depth = 0;
  for (let at = 0; at < sql.length;) {
    const token = tokenAt(sql, at);
    if (token === undefined)
      return refuse(`${JSON.stringify(sql[at])} at ${at} may not stand there`);
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0) refuse("a bracket closes that was not opened");
    at += token.length;
  }
  if (depth > 0) refuse("a bracket is not closed");
}

function tokenAt(sql: string, at: number): string | undefined {
  for (const pattern of allowed) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (match !== null) return match[0];
  }
  return undefined;
}
