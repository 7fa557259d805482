import type { Node, SelectStmt, SubLink, WithClause } from "@pgsql/types";
import { target, word, yes } from "./ast.ts";
import { assertOwnName, itemOf, resolve, type Item, type Names, type Scope } from "./names.ts";
import { cannot } from "./refusal.ts";

/** An expression with its names checked, and the columns of the changed row replaced. */
export function rewrite<T>(node: T, scope: Scope, names: Names): T {
  return walk(node, scope, names) as T; // a tree of the same kind
}

function walk(value: unknown, scope: Scope, names: Names): unknown {
  if (Array.isArray(value)) return value.map((entry) => walk(entry, scope, names));
  if (typeof value !== "object" || value === null) return value;
  if ("ColumnRef" in value) return resolve(value as Node, scope, names);
  if ("SelectStmt" in value) {
    return { SelectStmt: rewriteSelect(value.SelectStmt as SelectStmt, scope, names) };
  }
  if ("FuncCall" in value) return call(value.FuncCall as object, scope, names);
  if ("SubLink" in value) return subLink(value as { SubLink: SubLink }, scope, names);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, walk(field, scope, names)]),
  );
}

/** EXISTS asks for no column, whatever is written there. */
function subLink(node: { SubLink: SubLink }, scope: Scope, names: Names): Node {
  const { subLinkType, subselect, testexpr, ...rest } = node.SubLink;
  const stmt = subselect !== undefined && "SelectStmt" in subselect && subselect.SelectStmt;
  if (stmt === undefined || stmt === false) return cannot("its subselect");
  const isStar = subLinkType === "EXISTS_SUBLINK" && selectsStar(stmt);
  const inner = isStar ? { ...stmt, targetList: [target(yes)] } : stmt;
  return {
    SubLink: {
      ...rest,
      ...(subLinkType !== undefined && { subLinkType }),
      ...(testexpr !== undefined && { testexpr: rewrite(testexpr, scope, names) }),
      subselect: { SelectStmt: rewriteSelect(inner, scope, names) },
    },
  };
}

function selectsStar({ targetList = [] }: SelectStmt): boolean {
  const [only] = targetList;
  const value = only !== undefined && "ResTarget" in only ? only.ResTarget.val : undefined;
  const fields = value !== undefined && "ColumnRef" in value ? (value.ColumnRef.fields ?? []) : [];
  return targetList.length === 1 && fields.some((field) => "A_Star" in field);
}

/** A function under its full name: one of the same name elsewhere must not be taken for it. */
function call(node: object, scope: Scope, names: Names): Node {
  const own = walk({ ...node }, scope, names) as { funcname: readonly Node[] };
  const last = own.funcname.at(-1);
  return {
    FuncCall: {
      ...own,
      funcformat: "COERCE_EXPLICIT_CALL",
      funcname: [word("pg_catalog"), ...(last === undefined ? [] : [last])],
    },
  };
}

/** A subselect with its names checked; `scope` is what stands around it. */
export function rewriteSelect(stmt: SelectStmt, outer: Scope, names: Names): SelectStmt {
  const { withClause, fromClause = [], larg, rarg, ...rest } = stmt;
  const named = withQueries(withClause, outer, names);
  const around: Scope = { items: [], queries: named.queries, parent: outer };
  const from = fromItems(fromClause, around, names);
  const scope: Scope = { ...around, items: from.items };
  const { sortClause, groupClause, ...others } = rest;
  const withOutput = withOutputs(scope, stmt);
  return {
    ...rewrite(others, scope, names),
    ...(from.nodes.length > 0 && { fromClause: [...from.nodes] }),
    ...(named.clause !== undefined && { withClause: named.clause }),
    ...(larg !== undefined && { larg: rewriteSelect(larg, around, names) }),
    ...(rarg !== undefined && { rarg: rewriteSelect(rarg, around, names) }),
    ...(groupClause !== undefined && { groupClause: rewrite(groupClause, withOutput, names) }),
    ...(sortClause !== undefined && { sortClause: rewrite(sortClause, withOutput, names) }),
  };
}

/** GROUP BY and ORDER BY may name what is selected as well. */
function withOutputs(scope: Scope, stmt: SelectStmt): Scope {
  const outputs = outputsOf(stmt).filter(
    (output) => !scope.items.some((item) => item.columns.includes(output)),
  );
  const item: Item = { alias: "", table: undefined, columns: outputs };
  return { ...scope, items: [...scope.items, item] };
}

export type NamedQueries = {
  readonly clause: WithClause | undefined;
  readonly queries: ReadonlyMap<string, readonly string[]>;
};

/** The queries of a WITH, each of which sees those before it. */
export function withQueries(
  clause: WithClause | undefined,
  outer: Scope,
  names: Names,
): NamedQueries {
  const queries = new Map<string, readonly string[]>();
  const ctes: Node[] = [];
  for (const node of clause?.ctes ?? []) {
    const cte = "CommonTableExpr" in node ? node.CommonTableExpr : undefined;
    const query = cte?.ctequery !== undefined && "SelectStmt" in cte.ctequery && cte.ctequery;
    if (cte === undefined || query === undefined || query === false) return cannot("its WITH");
    const scope: Scope = { items: [], queries: new Map(queries), parent: outer };
    const inner = rewriteSelect(query.SelectStmt, scope, names);
    ctes.push({ CommonTableExpr: { ...cte, ctequery: { SelectStmt: inner } } });
    queries.set(cte.ctename ?? "", outputsOf(query.SelectStmt));
  }
  return { clause: clause && { ...clause, ctes }, queries };
}

type From = { readonly nodes: readonly Node[]; readonly items: readonly Item[] };

/** The entries of FROM and what they are called; joined tables see each other in ON. */
export function fromItems(clause: readonly Node[], around: Scope, names: Names): From {
  const parts = clause.map((node) => fromItem(node, around, names));
  return { nodes: parts.flatMap((p) => p.nodes), items: parts.flatMap((p) => p.items) };
}

function fromItem(node: Node, around: Scope, names: Names): From {
  if ("RangeVar" in node) return { nodes: [node], items: [itemOf(names, around, node.RangeVar)] };
  if ("RangeSubselect" in node) {
    const { subquery, alias } = node.RangeSubselect;
    if (subquery === undefined || !("SelectStmt" in subquery)) return cannot("its FROM");
    const inner = rewriteSelect(subquery.SelectStmt, { ...around, items: [] }, names);
    const aliasname = alias?.aliasname ?? "";
    assertOwnName(aliasname);
    const item = { alias: aliasname, table: undefined, columns: outputsOf(subquery.SelectStmt) };
    const subselect = { ...node.RangeSubselect, subquery: { SelectStmt: inner } };
    return { nodes: [{ RangeSubselect: subselect }], items: [item] };
  }
  if (!("JoinExpr" in node)) return cannot("its FROM is not judged");
  const { larg, rarg, quals } = node.JoinExpr;
  if (larg === undefined || rarg === undefined) return cannot("its join is not judged");
  const left = fromItem(larg, around, names);
  const right = fromItem(rarg, around, names);
  const items = [...left.items, ...right.items];
  const [l, r] = [left.nodes[0], right.nodes[0]];
  if (l === undefined || r === undefined) return cannot("its join is not judged");
  const on = quals && rewrite(quals, { ...around, items }, names);
  const join = { ...node.JoinExpr, larg: l, rarg: r, ...(on !== undefined && { quals: on }) };
  return { nodes: [{ JoinExpr: join }], items };
}

/** The names of the columns that a subselect gives. */
function outputsOf(stmt: SelectStmt): readonly string[] {
  if (stmt.larg !== undefined) return outputsOf(stmt.larg);
  const [row] = stmt.valuesLists ?? [];
  if (row !== undefined && "List" in row) {
    return (row.List.items ?? []).map((_, index) => `column${index + 1}`);
  }
  return (stmt.targetList ?? []).flatMap((node) => {
    if (!("ResTarget" in node)) return [];
    const { name, val } = node.ResTarget;
    if (name !== undefined) return [name];
    const path = val !== undefined && "ColumnRef" in val ? (val.ColumnRef.fields ?? []) : [];
    const last = path.at(-1);
    return last !== undefined && "String" in last ? [last.String.sval ?? ""] : [];
  });
}
