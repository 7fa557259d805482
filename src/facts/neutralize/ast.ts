import type { Node, SelectStmt, TypeName, WithClause } from "@pgsql/types";

// Trees as PostgreSQL's parser makes them, so that what is printed can be held against what is read back.

export const word = (sval: string): Node => ({ String: { sval } });
export const column = (...path: readonly string[]): Node => ({
  ColumnRef: { fields: path.map(word) },
});
export const yes: Node = { A_Const: { boolval: { boolval: true } } };
const no: Node = { A_Const: { boolval: {} } };
const one: Node = { A_Const: { ival: { ival: 1 } } };

export const cast = (arg: Node, typeName: TypeName): Node => ({ TypeCast: { arg, typeName } });

const isYes = (node: Node): boolean => "A_Const" in node && node.A_Const.boolval?.boolval === true;

const isNo = (node: Node): boolean =>
  "A_Const" in node && node.A_Const.boolval !== undefined && !isYes(node);

export function and(terms: readonly Node[]): Node {
  const left = terms.filter((term) => !isYes(term));
  if (left.some(isNo)) return no;
  return chain("AND_EXPR", left, yes);
}

export function or(terms: readonly Node[]): Node {
  const left = terms.filter((term) => !isNo(term));
  if (left.some(isYes)) return yes;
  return chain("OR_EXPR", left, no);
}

function chain(boolop: "AND_EXPR" | "OR_EXPR", args: readonly Node[], empty: Node): Node {
  const [first] = args;
  if (first === undefined) return empty;
  return args.length === 1 ? first : { BoolExpr: { boolop, args: [...args] } };
}

/** `arg` is not true: it is false, or NULL. */
export function isNotTrue(arg: Node): Node {
  if (isYes(arg)) return no;
  if (isNo(arg)) return yes;
  return { BooleanTest: { arg, booltesttype: "IS_NOT_TRUE" } };
}

/** `arg` is true, never NULL. */
export const isTrue = (arg: Node): Node =>
  isYes(arg) || isNo(arg) ? arg : { BooleanTest: { arg, booltesttype: "IS_TRUE" } };

/** Equal, with NULL equal to NULL. */
export const same = (lexpr: Node, rexpr: Node): Node => ({
  A_Expr: { kind: "AEXPR_NOT_DISTINCT", name: [word("=")], lexpr, rexpr },
});

/** `then` where the condition is true, else `otherwise`. */
export function choose(condition: Node, then: Node, otherwise: Node): Node {
  if (isYes(condition)) return then;
  if (isNo(condition)) return otherwise;
  return {
    CaseExpr: { args: [{ CaseWhen: { expr: condition, result: then } }], defresult: otherwise },
  };
}

export type Select = {
  readonly targets: readonly Node[];
  readonly from: readonly Node[];
  readonly where: Node;
  readonly withClause?: WithClause | undefined;
  readonly limit?: number;
};

export const target = (val: Node, as?: string): Node => ({
  ResTarget: { ...(as !== undefined && { name: as }), val },
});

export function select({ targets, from, where, withClause, limit }: Select): SelectStmt {
  return {
    targetList: [...targets],
    ...(from.length > 0 && { fromClause: [...from] }),
    ...(!isYes(where) && { whereClause: where }),
    ...(withClause !== undefined && { withClause }),
    ...(limit !== undefined && { limitCount: { A_Const: { ival: { ival: limit } } } }),
    limitOption: limit === undefined ? "LIMIT_OPTION_DEFAULT" : "LIMIT_OPTION_COUNT",
    op: "SETOP_NONE",
  };
}

export const exists = (from: Omit<Select, "targets">): Node => ({
  SubLink: {
    subLinkType: "EXISTS_SUBLINK",
    subselect: { SelectStmt: select({ ...from, targets: [target(one)] }) },
  },
});

/** The one value of a subselect. */
export const scalar = (value: Node, from: Omit<Select, "targets">): Node => ({
  SubLink: {
    subLinkType: "EXPR_SUBLINK",
    subselect: { SelectStmt: select({ ...from, targets: [target(value)], limit: 1 }) },
  },
});

export const table = (relname: string, aliasname: string, inh: boolean): Node => ({
  RangeVar: { relname, ...(inh && { inh }), relpersistence: "p", alias: { aliasname } },
});

export const derived = (
  subquery: SelectStmt,
  aliasname: string,
  columns: readonly string[] = [],
): Node => ({
  RangeSubselect: {
    subquery: { SelectStmt: subquery },
    alias: { aliasname, ...(columns.length > 0 && { colnames: columns.map(word) }) },
  },
});
