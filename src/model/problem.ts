/** One mistake in an operator's file. Lines and columns count from 1; 0 when the place is not known. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path inside the document, e.g. `environments.staging.odoo.url`. */
  readonly path: string;
  readonly message: string;
};

/** `file:line:column: path: message`, the form that editors turn into links. */
export function formatProblem(problem: Problem): string {
  const place =
    problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  return problem.path === ""
    ? `${place}: ${problem.message}`
    : `${place}: ${problem.path}: ${problem.message}`;
}
