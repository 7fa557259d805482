import { TargetError } from "../../model/errors.ts";

/** Deeper than any Odoo value by far, and shallow enough for every recursive reader after us. */
const maxDepth = 200;

/**
 * A whole JSON answer. What JSON's own parser would take, and change without a word, is
 * `malformed_response` too: a key that is given twice, `__proto__`, a whole number that a double cannot
 * hold, a number beyond every range, and a depth that readers after us could not follow.
 */
export function decodeJson(body: Buffer): unknown {
  const text = utf8(body);
  const keys = countKeys(text);
  const value = parse(text);
  if (countOwnKeys(value) !== keys) throw malformed("a key is given twice");
  return value;
}

function malformed(problem: string): TargetError {
  return new TargetError("malformed_response", `the answer is not whole JSON: ${problem}`);
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw malformed("not UTF-8");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // the parser's own message quotes what it found
    throw malformed(text.trim() === "" ? "empty" : "cut short, or something else");
  }
}

const structure = /["{}[\]]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const colon = /[ \t\n\r]*:/y;

/**
 * How many keys the objects of a text have, before it is parsed: nesting that would need much memory is
 * refused here. A text that is no JSON gives any number; the parser refuses it afterwards.
 */
function countKeys(text: string): number {
  let keys = 0;
  let depth = 0;
  structure.lastIndex = 0;
  for (let match = structure.exec(text); match !== null; match = structure.exec(text)) {
    const [token] = match;
    if (token === '"') {
      structure.lastIndex = colon.lastIndex = endOfText(text, match.index + 1);
      if (colon.test(text)) keys += 1;
    } else if (token === "{" || token === "[") {
      depth += 1;
      if (depth > maxDepth) throw malformed("nested too deeply");
    } else if (token === "}" || token === "]") {
      depth -= 1;
    } else if (/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token))) {
      throw malformed("a whole number that cannot be held exactly");
    }
  }
  return keys;
}

/** Where a text that began before `from` is over. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let first = at;
    while (first > from && text.charCodeAt(first - 1) === backslash) first -= 1;
    // an even number of backslashes are backslashes, an odd one hides the quote
    if ((at - first) % 2 === 0) return at + 1;
  }
  throw malformed("cut short inside a text");
}

const backslash = 0x5c;

function countOwnKeys(root: unknown): number {
  let count = 0;
  const rest: unknown[] = [root];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw malformed("a number beyond every range");
    }
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) count += Object.keys(value).length;
    if (Object.hasOwn(value, "__proto__")) throw malformed("a key that is named __proto__");
    // one by one: a list may be longer than a call may have arguments
    for (const member of Object.values(value)) rest.push(member);
  }
  return count;
}
