import type { JoinExpr, Node, RangeVar, SelectStmt, SortBy, WithClause } from "@pgsql/types";
import { CannotTurn } from "./refusal.ts";

/** Writes one node. */
type Write = (node: Node) => string;

export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const part = (word: string, text: string): string => (text === "" ? "" : ` ${word} ${text}`);
const each = (nodes: readonly Node[] | undefined, write: Write): string =>
  (nodes ?? []).map((node) => write(node)).join(", ");

const refuse = (what: string): never => {
  throw new CannotTurn(`${what} cannot be written as a question`);
};

/** A SELECT, VALUES or a union of them, on one line; `write` writes the expressions in it. */
export function selectText(stmt: SelectStmt, write: Write): string {
  const { sortClause, limitCount, limitOffset, withClause } = stmt;
  return [
    withClause === undefined ? "" : `${withText(withClause, write)} `,
    bodyText(stmt, write),
    part(
      "ORDER BY",
      each(sortClause, (node) => sortText(node, write)),
    ),
    part("LIMIT", limitCount === undefined ? "" : write(limitCount)),
    part("OFFSET", limitOffset === undefined ? "" : write(limitOffset)),
  ].join("");
}

function bodyText(stmt: SelectStmt, write: Write): string {
  const { op = "SETOP_NONE", all, larg, rarg, valuesLists, distinctClause } = stmt;
  if (larg !== undefined && rarg !== undefined) {
    const word = `${op.replace("SETOP_", "")}${all === true ? " ALL" : ""}`;
    return `(${selectText(larg, write)}) ${word} (${selectText(rarg, write)})`;
  }
  if (valuesLists !== undefined) {
    const rows = each(valuesLists, (node) =>
      "List" in node ? `(${each(node.List.items, write)})` : refuse("its VALUES"),
    );
    return `VALUES ${rows}`;
  }
  return [
    `SELECT ${distinctClause === undefined ? "" : distinctText(distinctClause, write)}`,
    each(stmt.targetList, (node) => targetText(node, write)),
    part(
      "FROM",
      each(stmt.fromClause, (node) => fromText(node, write)),
    ),
    part("WHERE", stmt.whereClause === undefined ? "" : write(stmt.whereClause)),
    part("GROUP BY", each(stmt.groupClause, write)),
    part("HAVING", stmt.havingClause === undefined ? "" : write(stmt.havingClause)),
  ].join("");
}

/** A plain DISTINCT is a list of one node that is empty. */
function distinctText(on: readonly Node[], write: Write): string {
  const real = on.filter((node) => Object.keys(node).length > 0);
  return real.length === 0 ? "DISTINCT " : `DISTINCT ON (${each(real, write)}) `;
}

function targetText(node: Node, write: Write): string {
  const { name, val } = "ResTarget" in node ? node.ResTarget : {};
  if (val === undefined) return refuse("its columns");
  return `${write(val)}${name === undefined ? "" : ` AS ${ident(name)}`}`;
}

function withText({ ctes }: WithClause, write: Write): string {
  const queries = each(ctes, (node) => {
    const cte = "CommonTableExpr" in node ? node.CommonTableExpr : {};
    const { ctename = "", ctequery, ctematerialized } = cte;
    if (ctequery === undefined || !("SelectStmt" in ctequery)) return refuse("its WITH");
    const always = ctematerialized === "CTEMaterializeAlways" ? "MATERIALIZED " : "";
    const how = ctematerialized === "CTEMaterializeNever" ? "NOT MATERIALIZED " : always;
    return `${ident(ctename)} AS ${how}(${selectText(ctequery.SelectStmt, write)})`;
  });
  return `WITH ${queries}`;
}

function fromText(node: Node, write: Write): string {
  if ("RangeVar" in node) return tableText(node.RangeVar);
  if ("JoinExpr" in node) return joinText(node.JoinExpr, write);
  const { subquery, alias } = "RangeSubselect" in node ? node.RangeSubselect : {};
  if (subquery === undefined || !("SelectStmt" in subquery)) return refuse("its FROM");
  const columns = each(alias?.colnames, (one) =>
    "String" in one ? ident(one.String.sval ?? "") : refuse("its FROM"),
  );
  const named = columns === "" ? "" : ` (${columns})`;
  const as = alias?.aliasname === undefined ? "" : ` AS ${ident(alias.aliasname)}${named}`;
  return `(${selectText(subquery.SelectStmt, write)})${as}`;
}

function tableText({ relname = "", schemaname, inh, alias }: RangeVar): string {
  const schema = schemaname === undefined ? "" : `${ident(schemaname)}.`;
  const as = alias?.aliasname === undefined ? "" : ` AS ${ident(alias.aliasname)}`;
  return `${inh === true ? "" : "ONLY "}${schema}${ident(relname)}${as}`;
}

function joinText({ jointype = "JOIN_INNER", larg, rarg, quals }: JoinExpr, write: Write): string {
  if (larg === undefined || rarg === undefined) return refuse("its join");
  const [left, right] = [fromText(larg, write), fromText(rarg, write)];
  const word = jointype === "JOIN_INNER" ? "" : `${jointype.replace("JOIN_", "")} `;
  return quals === undefined
    ? `(${left} CROSS JOIN ${right})`
    : `(${left} ${word}JOIN ${right} ON ${write(quals)})`;
}

const directions = { SORTBY_ASC: " ASC", SORTBY_DESC: " DESC" } as const;
const nulls = { SORTBY_NULLS_FIRST: " NULLS FIRST", SORTBY_NULLS_LAST: " NULLS LAST" } as const;

function sortText(node: Node, write: Write): string {
  const sort: SortBy = "SortBy" in node ? node.SortBy : {};
  if (sort.node === undefined) return refuse("its ORDER BY");
  const { sortby_dir: dir = "", sortby_nulls: nil = "" } = sort;
  const way = dir in directions ? directions[dir as keyof typeof directions] : "";
  return `${write(sort.node)}${way}${nil in nulls ? nulls[nil as keyof typeof nulls] : ""}`;
}
