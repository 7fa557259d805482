import type { Node, ParseResult, SelectStmt } from "@pgsql/types";
import { printSelect } from "./print.ts";
import { CannotTurn } from "./refusal.ts";
import { sameTree } from "./same-tree.ts";

/** PostgreSQL's own parser, and text from its trees. */
export type Sql = {
  /** Throws the parser's error, which has `sqlDetails.cursorPosition` in characters. */
  readonly parse: (text: string) => ParseResult;
  /** Throws `CannotTurn` where the text would not be read back as the same tree. */
  readonly print: (select: SelectStmt) => string;
};

/**
 * Loads the parser, which is WebAssembly and takes some 50 ms: when the first script is read, not whenever
 * the program starts.
 */
export async function loadSql(): Promise<Sql> {
  const { loadModule, parseSync } = await import("pgsql-parser");
  await loadModule();
  const print = (select: SelectStmt): string => {
    const node: Node = { SelectStmt: select };
    const text = printSelect(select);
    // Asked only where PostgreSQL's parser reads what was meant: one bracket less may be another question.
    const [read] = parseSync(text).stmts ?? [];
    if (!sameTree(read?.stmt, node)) throw new CannotTurn("it cannot be written as a question");
    return text;
  };
  return { parse: parseSync, print };
}
