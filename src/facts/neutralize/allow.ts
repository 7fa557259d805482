import type { Node } from "@pgsql/types";
import { cannot } from "./refusal.ts";
import { functions, operators, types } from "./words.ts";

/** Every node that may be in a statement, with the fields of it that may be set. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  UpdateStmt: ["relation", "targetList", "whereClause", "fromClause", "withClause"],
  DeleteStmt: ["relation", "usingClause", "whereClause", "withClause"],
  InsertStmt: ["relation", "cols", "selectStmt", "onConflictClause", "override"],
  TruncateStmt: ["relations", "restart_seqs", "behavior"],
  SelectStmt: [
    "targetList",
    "fromClause",
    "whereClause",
    "groupClause",
    "havingClause",
    "valuesLists",
    "distinctClause",
    "sortClause",
    "limitCount",
    "limitOffset",
    "limitOption",
    "op",
    "all",
    "larg",
    "rarg",
    "withClause",
  ],
  WithClause: ["ctes"],
  CommonTableExpr: ["ctename", "ctematerialized", "ctequery"],
  OnConflictClause: ["action", "infer", "targetList", "whereClause"],
  InferClause: ["indexElems"],
  IndexElem: ["name", "ordering", "nulls_ordering"],
  RangeVar: ["relname", "schemaname", "inh", "relpersistence", "alias"],
  RangeSubselect: ["subquery", "alias"],
  JoinExpr: ["jointype", "larg", "rarg", "quals"],
  Alias: ["aliasname"],
  ResTarget: ["name", "val"],
  SortBy: ["node", "sortby_dir", "sortby_nulls"],
  ColumnRef: ["fields"],
  String: ["sval"],
  Integer: ["ival"],
  A_Star: [],
  A_Const: ["ival", "fval", "sval", "boolval", "isnull"],
  A_Expr: ["kind", "name", "lexpr", "rexpr"],
  A_ArrayExpr: ["elements"],
  BoolExpr: ["boolop", "args"],
  BooleanTest: ["arg", "booltesttype"],
  CaseExpr: ["arg", "args", "defresult"],
  CaseWhen: ["expr", "result"],
  CoalesceExpr: ["args"],
  FuncCall: ["funcname", "args", "agg_star", "agg_distinct", "funcformat"],
  List: ["items"],
  MinMaxExpr: ["op", "args"],
  NullTest: ["arg", "nulltesttype"],
  RowExpr: ["args", "row_format"],
  SubLink: ["subLinkType", "testexpr", "operName", "subselect"],
  TypeCast: ["arg", "typeName"],
  TypeName: ["names", "typmods", "typemod", "arrayBounds"],
};

/** Fields whose node the parser writes without its name around it. */
const bare: Readonly<Record<string, string>> = {
  relation: "RangeVar",
  withClause: "WithClause",
  onConflictClause: "OnConflictClause",
  infer: "InferClause",
  alias: "Alias",
  typeName: "TypeName",
};

const ignored = new Set([
  "location",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
]);

/** What people call the things that are refused most. */
const known: Readonly<Record<string, string>> = {
  MultiAssignRef: "an assignment to several columns at once",
  SetToDefault: "DEFAULT, which the table decides",
  SQLValueFunction: "the time or the user of the moment",
  DoStmt: "DO, a program",
  CopyStmt: "COPY",
  ParamRef: "a parameter",
  CurrentOfExpr: "a cursor",
};

/** Throws `CannotTurn` for the first thing in a statement that is on no list. */
export function assertAllowed(statement: Node): void {
  for (const [kind, node] of Object.entries(statement) as [string, Fields][]) {
    if (!["UpdateStmt", "DeleteStmt", "InsertStmt", "TruncateStmt"].includes(kind)) {
      cannot(`${named(kind)} is not judged`);
    }
    checkNode(kind, node);
  }
}

const named = (kind: string): string =>
  known[kind] ??
  kind
    .replace(/Stmt$/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();

type Fields = Readonly<Record<string, unknown>>;

function checkNode(kind: string, node: Fields): void {
  const fields = Object.hasOwn(allowed, kind) ? allowed[kind] : undefined;
  if (fields === undefined) return cannot(`${named(kind)} is not judged`);
  checks[kind]?.(node);
  for (const [field, value] of Object.entries(node)) {
    if (ignored.has(field) || value === false) continue;
    if (!fields.includes(field)) cannot(`${field} of ${named(kind)} is not judged`);
    if (kind === "A_Const") continue;
    const inner = kind === "SelectStmt" && /^[lr]arg$/.test(field) ? "SelectStmt" : bare[field];
    if (inner !== undefined) checkNode(inner, value as Fields);
    else checkValue(value);
  }
}

/** A list of nodes, a node under its name, or a plain value. */
function checkValue(value: unknown): void {
  if (Array.isArray(value)) value.forEach(checkValue);
  else if (typeof value === "object" && value !== null) {
    for (const [kind, node] of Object.entries(value)) {
      if (/^(Update|Delete|Insert|Merge|Truncate)Stmt$/.test(kind)) {
        cannot("a statement inside another that changes rows is not judged");
      }
      checkNode(kind, node as Fields);
    }
  }
}

const wordsOf = (nodes: unknown): readonly string[] =>
  (nodes as readonly { readonly String?: { readonly sval?: string } }[]).map(
    (node) => node.String?.sval ?? "",
  );

/** The last word of a name that is in no schema, or in PostgreSQL's own. */
function builtIn(nodes: unknown): string {
  const words = wordsOf(nodes);
  const [schema, last] = words.length === 1 ? ["pg_catalog", words[0]] : words;
  return words.length <= 2 && schema === "pg_catalog" ? (last ?? "") : words.join(".");
}

function checkConstant({ fval }: Fields): void {
  const number = (fval as { readonly fval?: string } | undefined)?.fval;
  if (number !== undefined && !/^-?\d+(?:\.\d+)?$/.test(number)) {
    cannot(`the number ${number} is not judged`);
  }
}

const checks: Readonly<Record<string, (node: Fields) => void>> = {
  FuncCall({ funcname }) {
    const name = builtIn(funcname);
    if (!functions.has(name)) cannot(`the function ${name} is not judged`);
  },
  A_Expr({ name }) {
    const operator = wordsOf(name);
    if (operator.length !== 1 || !operators.has(operator[0] ?? "")) {
      cannot(`the operator ${operator.join(".")} is not judged`);
    }
  },
  SubLink: ({ operName }) => {
    if (operName !== undefined) checks["A_Expr"]?.({ name: operName });
  },
  TypeName({ names }) {
    const name = builtIn(names);
    if (!types.has(name)) cannot(`the type ${name} is not judged`);
  },
  RangeVar({ schemaname }) {
    if (schemaname !== undefined && schemaname !== "public") {
      cannot("a table of another schema is not judged");
    }
  },
  JoinExpr({ jointype }) {
    if (!/^JOIN_(INNER|LEFT|RIGHT|FULL)$/.test(String(jointype))) cannot("the join is not judged");
  },
  A_Const: checkConstant,
  String({ sval }) {
    if (!/^[^\\\p{Cc}]{1,63}$/u.test(String(sval))) cannot("a name with such signs is not judged");
  },
};
