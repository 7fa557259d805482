import type { A_Const, A_Expr, FuncCall, Node, SelectStmt, SubLink, TypeName } from "@pgsql/types";
import { CannotTurn } from "./refusal.ts";
import { ident, selectText } from "./print-select.ts";

const refuse = (what: string): never => {
  throw new CannotTurn(`${what} cannot be written as a question`);
};

const list = (nodes: readonly Node[] = []): string => nodes.map(expression).join(", ");
const bracketed = (node: Node | undefined): string =>
  node === undefined ? refuse("a part that is missing") : `(${expression(node)})`;
const wordOf = (nodes: readonly Node[] = []): string => {
  const last = nodes.at(-1);
  return last !== undefined && "String" in last ? (last.String.sval ?? "") : "";
};
const wordsOf = (nodes: readonly Node[] = []): readonly string[] =>
  nodes.map((node) => wordOf([node]));

/** A SELECT as text. */
export const printSelect = (stmt: SelectStmt): string => selectText(stmt, expression);

/**
 * An expression of the nodes that are allowed, every part of it in brackets: whatever binds stronger than what
 * is then no question. All on one line, since psql looks at how lines begin.
 */
function expression(node: Node): string {
  if ("ColumnRef" in node) return wordsOf(node.ColumnRef.fields).map(ident).join(".");
  if ("A_Const" in node) return constant(node.A_Const);
  if ("TypeCast" in node) return typeCast(node.TypeCast);
  if ("A_Expr" in node) return operation(node.A_Expr);
  if ("FuncCall" in node) return call(node.FuncCall);
  if ("SubLink" in node) return subLink(node.SubLink);
  if ("BoolExpr" in node) {
    const { boolop, args = [] } = node.BoolExpr;
    if (boolop === "NOT_EXPR") return `NOT ${bracketed(args[0])}`;
    return args.map(bracketed).join(boolop === "AND_EXPR" ? " AND " : " OR ");
  }
  if ("NullTest" in node) {
    const { arg, nulltesttype } = node.NullTest;
    return `${bracketed(arg)} IS ${nulltesttype === "IS_NULL" ? "" : "NOT "}NULL`;
  }
  if ("BooleanTest" in node) {
    const { arg, booltesttype = "" } = node.BooleanTest;
    return `${bracketed(arg)} ${booltesttype.replaceAll("_", " ")}`;
  }
  return compound(node);
}

function compound(node: Node): string {
  if ("CaseExpr" in node) {
    const { arg, args = [], defresult } = node.CaseExpr;
    const whens = args.map((when) =>
      "CaseWhen" in when
        ? ` WHEN ${bracketed(when.CaseWhen.expr)} THEN ${bracketed(when.CaseWhen.result)}`
        : refuse("its CASE"),
    );
    const otherwise = defresult === undefined ? "" : ` ELSE ${bracketed(defresult)}`;
    return `CASE${arg === undefined ? "" : ` ${bracketed(arg)}`}${whens.join("")}${otherwise} END`;
  }
  if ("CoalesceExpr" in node) return `COALESCE(${list(node.CoalesceExpr.args)})`;
  if ("MinMaxExpr" in node) {
    const { op, args } = node.MinMaxExpr;
    return `${op === "IS_GREATEST" ? "GREATEST" : "LEAST"}(${list(args)})`;
  }
  if ("A_ArrayExpr" in node) return `ARRAY[${list(node.A_ArrayExpr.elements)}]`;
  if ("RowExpr" in node) {
    const { row_format, args } = node.RowExpr;
    return `${row_format === "COERCE_IMPLICIT_CAST" ? "" : "ROW"}(${list(args)})`;
  }
  return refuse(Object.keys(node)[0] ?? "nothing");
}

function constant({ isnull, boolval, ival, fval, sval }: A_Const): string {
  if (isnull === true) return "NULL";
  if (boolval !== undefined) return boolval.boolval === true ? "TRUE" : "FALSE";
  if (ival !== undefined) return String(ival.ival ?? 0);
  if (fval !== undefined) return fval.fval ?? "0";
  return sval === undefined ? refuse("its constant") : literal(sval.sval ?? "");
}

/** Right whatever `standard_conforming_strings` says. */
function literal(text: string): string {
  if (!/[\\\n\r]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "''");
  return `E'${escaped.replaceAll("\n", String.raw`\n`).replaceAll("\r", String.raw`\r`)}'`;
}

function typeCast({ arg, typeName }: { arg?: Node; typeName?: TypeName }): string {
  if (arg === undefined || typeName === undefined) return refuse("its cast");
  const { names, typmods, arrayBounds = [] } = typeName;
  const size = typmods === undefined ? "" : `(${list(typmods)})`;
  const type = `${wordsOf(names).map(ident).join(".")}${size}${"[]".repeat(arrayBounds.length)}`;
  return `CAST(${expression(arg)} AS ${type})`;
}

function operation({ kind, name, lexpr, rexpr }: A_Expr): string {
  const word = wordOf(name);
  const left = (): string => bracketed(lexpr);
  const right = (): string => bracketed(rexpr);
  // Of the kinds that the parser has, some are on no list.
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- they are refused together
  switch (kind) {
    case "AEXPR_OP":
      return lexpr === undefined ? `${word} ${right()}` : `${left()} ${word} ${right()}`;
    case "AEXPR_OP_ANY":
      return `${left()} ${word} ANY ${right()}`;
    case "AEXPR_OP_ALL":
      return `${left()} ${word} ALL ${right()}`;
    case "AEXPR_DISTINCT":
      return `${left()} IS DISTINCT FROM ${right()}`;
    case "AEXPR_NOT_DISTINCT":
      return `${left()} IS NOT DISTINCT FROM ${right()}`;
    case "AEXPR_NULLIF":
      return lexpr === undefined || rexpr === undefined
        ? refuse("NULLIF")
        : `NULLIF(${list([lexpr, rexpr])})`;
    case "AEXPR_IN":
      return `${left()} ${word === "<>" ? "NOT IN" : "IN"} (${among(rexpr).join(", ")})`;
    case "AEXPR_LIKE":
      return `${left()} ${word === "!~~" ? "NOT LIKE" : "LIKE"} ${right()}`;
    case "AEXPR_ILIKE":
      return `${left()} ${word === "!~~*" ? "NOT ILIKE" : "ILIKE"} ${right()}`;
    case "AEXPR_BETWEEN":
      return `${left()} BETWEEN ${among(rexpr).join(" AND ")}`;
    case "AEXPR_NOT_BETWEEN":
      return `${left()} NOT BETWEEN ${among(rexpr).join(" AND ")}`;
    default:
      return refuse("its operator");
  }
}

const among = (node: Node | undefined): readonly string[] =>
  node !== undefined && "List" in node ? (node.List.items ?? []).map(bracketed) : refuse("a list");

function call({ funcname, args, agg_star, agg_distinct }: FuncCall): string {
  const inside = agg_star === true ? "*" : list(args);
  return `${wordsOf(funcname).map(ident).join(".")}(${agg_distinct === true ? "DISTINCT " : ""}${inside})`;
}

function subLink({ subLinkType, subselect, testexpr, operName }: SubLink): string {
  if (subselect === undefined || !("SelectStmt" in subselect)) return refuse("its subselect");
  const inner = `(${printSelect(subselect.SelectStmt)})`;
  const word = wordOf(operName);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others are refused together
  switch (subLinkType) {
    case "EXISTS_SUBLINK":
      return `EXISTS ${inner}`;
    case "EXPR_SUBLINK":
      return inner;
    case "ARRAY_SUBLINK":
      return `ARRAY ${inner}`;
    case "ANY_SUBLINK":
      return `${bracketed(testexpr)} ${operName === undefined ? "IN" : `${word} ANY`} ${inner}`;
    case "ALL_SUBLINK":
      return `${bracketed(testexpr)} ${word} ALL ${inner}`;
    default:
      return refuse("its subselect");
  }
}
