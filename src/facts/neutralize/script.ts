import type { Sql } from "./sql.ts";
import { CannotTurn } from "./refusal.ts";
import { statementsOf, type ScriptFile, type Statement } from "./statements.ts";

/** A file that PostgreSQL would not read. */
export type Refused = { readonly module: string; readonly why: string };

// Each becomes a question of its own to the server; all modules of Odoo 19 together have some 150.
const mostStatements = 500;

/** The statements of all files, and the files that have none because they cannot be read as SQL. */
export function readScript(
  sql: Sql,
  files: readonly ScriptFile[],
): { readonly statements: readonly Statement[]; readonly refused: readonly Refused[] } {
  const statements: Statement[] = [];
  const refused: Refused[] = [];
  for (const file of files) {
    try {
      const own = statementsOf(sql, file);
      if (statements.length + own.length > mostStatements) {
        throw new CannotTurn(`the script has more than ${mostStatements} statements`);
      }
      statements.push(...own);
    } catch (error) {
      if (!(error instanceof CannotTurn)) throw error;
      refused.push({ module: file.module, why: error.message });
    }
  }
  return { statements, refused };
}
