import type { Node, RawStmt } from "@pgsql/types";
import { printable, shorten } from "../../model/text.ts";
import { CannotTurn } from "./refusal.ts";
import type { Sql } from "./sql.ts";

/** One module's part of the script. */
export type ScriptFile = { readonly module: string; readonly text: string };

/** `text` is its own, on one line and shortened. */
export type Statement = { readonly module: string; readonly text: string; readonly node: Node };

/** The statements of a file. Throws `CannotTurn` for one that PostgreSQL would refuse, with the place. */
export function statementsOf(sql: Sql, { module, text }: ScriptFile): readonly Statement[] {
  if (text.includes("\0")) throw new CannotTurn("it has a NUL, which ends a text for PostgreSQL");
  if (text.includes("\uFFFD")) throw new CannotTurn("it is not UTF-8");
  const bytes = Buffer.from(text);
  return parsed(sql, text).flatMap(({ stmt, stmt_location = 0, stmt_len = 0 }) => {
    if (stmt === undefined) return [];
    const end = stmt_len === 0 ? bytes.length : stmt_location + stmt_len;
    const own = bytes.subarray(stmt_location, end).toString();
    return [{ module, text: printable(shorten(oneLine(own), 120)), node: stmt }];
  });
}

// Comments before a statement belong to its text; what they say is not what is shown.
const oneLine = (text: string): string =>
  text
    .replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/, "")
    .replaceAll(/\s+/g, " ")
    .trim();

function parsed(sql: Sql, text: string): readonly RawStmt[] {
  if (text.trim() === "") return []; // which the parser refuses and PostgreSQL does not
  try {
    return sql.parse(text).stmts ?? [];
  } catch (error) {
    throw new CannotTurn(`PostgreSQL refuses it: ${whereIn(text, error)}`);
  }
}

function whereIn(text: string, error: unknown): string {
  const { message = "", sqlDetails } = error as {
    message?: string;
    sqlDetails?: { cursorPosition?: number };
  };
  const at = sqlDetails?.cursorPosition;
  const said = printable(shorten(message, 100));
  if (at === undefined) return "it is too large or too deep to be read";
  return `${said}, line ${text.slice(0, at).split("\n").length}`;
}

/** Every table that is named anywhere in the statements. */
export function tablesIn(statements: readonly Statement[]): readonly string[] {
  const names = new Set<string>();
  // Without recursion: a statement may be deeper than our own stack.
  const left: unknown[] = statements.map(({ node }) => node);
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    if ("relname" in value && typeof value.relname === "string") names.add(value.relname);
    left.push(...Object.values(value));
  }
  return [...names].toSorted();
}
