import { TargetError } from "../../model/errors.ts";
import { plural, printable, shorten } from "../../model/text.ts";
import type { SqlAnswer, SqlQuery } from "../wires.ts";
import { refusal } from "./refusal.ts";
import { marker } from "./script.ts";
import { mayBeShown, tooLarge } from "./sqlstate.ts";

/** What follows the nonce on a marker's line, and the lines up to the next marker. */
type Section = { readonly words: string; readonly body: readonly string[] };

/** Whether psql got as far as running the script, which it does once it is connected. */
export function wasOpened(stdout: string, nonce: string): boolean {
  return sections(stdout, nonce)[0]?.words === marker.open;
}

/**
 * The answers by query id, from what psql printed for `script(queries, nonce, …)`. Every query has its
 * answer or nothing has: an output that ends early throws `malformed_response`, a role that may more than
 * read throws `access_denied`.
 */
export function parseAnswers(
  stdout: string,
  nonce: string,
  queries: readonly SqlQuery[],
): ReadonlyMap<string, SqlAnswer> {
  const [, ...rest] = sections(stdout, nonce);
  const first = rest[0]?.words ?? "";
  if (first.startsWith(marker.refused)) throw refusal(first.slice(marker.refused.length + 1));
  const answers = new Map<string, SqlAnswer>();
  for (const [index, query] of queries.entries()) {
    const begin = rest[2 * index];
    const end = rest[2 * index + 1];
    if (begin?.words !== marker.begin(index) || end === undefined) throw cutOff(index, queries);
    answers.set(query.id, answer(index, begin.body, end, queries));
  }
  if (rest[2 * queries.length]?.words !== marker.done) throw cutOff(queries.length, queries);
  return answers;
}

function sections(stdout: string, nonce: string): readonly Section[] {
  const found: { words: string; body: string[] }[] = [];
  for (const line of stdout.split("\n")) {
    if (line.startsWith(`${nonce} `)) {
      found.push({ words: line.slice(nonce.length + 1).trimEnd(), body: [] });
    } else found.at(-1)?.body.push(line); // what a login script prints comes before the first
  }
  return found;
}

function cutOff(index: number, queries: readonly SqlQuery[]): TargetError {
  return new TargetError(
    "malformed_response",
    `psql's output ends after ${index} of ${plural(queries.length, "answer")}; the connection to PostgreSQL was cut`,
  );
}

function answer(
  index: number,
  body: readonly string[],
  end: Section,
  queries: readonly SqlQuery[],
): SqlAnswer {
  const prefix = `${marker.end(index)} `;
  if (!end.words.startsWith(prefix)) throw cutOff(index, queries);
  const sqlstate = end.words.slice(prefix.length, prefix.length + 5);
  if (sqlstate === ":SQLS") {
    throw new TargetError("unsupported_version", "psql on the host is older than 11; update it");
  }
  if (sqlstate === "00000") return rows(index, body);
  if (!/^[0-9A-Z]{5}$/.test(sqlstate)) throw cutOff(index, queries);
  const message = [end.words.slice(prefix.length + 6), ...end.body].join(" ").trim();
  return { ok: false, sqlstate, message: shown(sqlstate, message) };
}

function shown(sqlstate: string, message: string): string {
  return mayBeShown(sqlstate) && message !== ""
    ? shorten(printable(message), 200)
    : `PostgreSQL error ${sqlstate}`;
}

function rows(index: number, body: readonly string[]): SqlAnswer {
  const parsed = parseJson(body[0] ?? "");
  if (!isRecord(parsed) || parsed["id"] !== index) throw notJson();
  const { bytes, rows: found } = parsed;
  if (typeof bytes === "number") {
    return {
      ok: false,
      sqlstate: tooLarge,
      message: `the rows are ${plural(bytes, "byte")}, over the limit`,
    };
  }
  if (!Array.isArray(found) || !found.every(isRecord)) throw notJson();
  return { ok: true, rows: found };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson(); // without the cause: its message quotes the text
  }
}

function notJson(): TargetError {
  return new TargetError(
    "malformed_response",
    "psql printed something else than the rows asked for",
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
