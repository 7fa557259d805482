import type { SimMajor } from "./database.ts";

/**
 * A fault as Odoo's `/xmlrpc/2` sends it: 1 application error with a traceback, 2 user error (missing model
 * or record), 3 access denied, 4 no rights.
 */
export class OdooFault extends Error {
  override readonly name = "OdooFault";
  readonly code: 1 | 2 | 3 | 4;
  constructor(code: 1 | 2 | 3 | 4, text: string) {
    super(text);
    this.code = code;
  }
}

const root = "/usr/lib/python3/dist-packages/odoo";

function traceback(last: string): string {
  const frames = [
    [`${root}/addons/base/controllers/rpc.py`, 147, "xmlrpc_2", "response = self._xmlrpc(service)"],
    [`${root}/http.py`, 391, "dispatch_rpc", "return dispatch(method, params)"],
    [`${root}/service/model.py`, 37, "dispatch", "res = execute_kw(db, uid, *params[3:])"],
  ];
  const lines = frames.map(
    ([file, line, name, code]) => `  File "${file}", line ${line}, in ${name}\n    ${code}`,
  );
  return ["Traceback (most recent call last):", ...lines, last, ""].join("\n");
}

/** Code 1: a Python exception, with its traceback before the last line. */
export const pythonError = (last: string): OdooFault => new OdooFault(1, traceback(last));

export const unknownDatabase = (name: string): OdooFault =>
  pythonError(
    `psycopg2.OperationalError: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: ` +
      `FATAL:  database "${name}" does not exist\n`,
  );

export const noneInAnswer = (): OdooFault =>
  pythonError("TypeError: cannot marshal None unless allow_none is enabled");

export const unknownModel = (model: string): OdooFault =>
  new OdooFault(2, `Object ${model} doesn't exist`);

export const accessDenied = (): OdooFault => new OdooFault(3, "Access Denied");

export const missingRecord = (model: string, id: number, uid: number): OdooFault =>
  new OdooFault(
    2,
    `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${uid})`,
  );

export function unknownField(major: SimMajor, model: string, field: string): OdooFault {
  const on = major >= 19 ? `'${model}'` : `model '${model}'`;
  return pythonError(`ValueError: Invalid field '${field}' on ${on}`);
}

export const unknownFieldInDomain = (model: string, field: string): OdooFault =>
  pythonError(`ValueError: Invalid field ${model}.${field} in leaf ('${field}', …)`);

export function unknownMethod(major: SimMajor, model: string, method: string): OdooFault {
  return pythonError(
    major >= 18
      ? `AttributeError: The method '${model}.${method}' does not exist`
      : `AttributeError: The method '${method}' does not exist on the model '${model}'`,
  );
}

export const privateMethod = (model: string, method: string): OdooFault =>
  new OdooFault(4, `Private methods (such as '${model}.${method}') cannot be called remotely.`);

export const mayNotReadModel = (
  title: string,
  model: string,
  groups: readonly string[],
): OdooFault =>
  new OdooFault(
    4,
    `You are not allowed to access '${title}' (${model}) records.\n\n` +
      `This operation is allowed for the following groups:\n${groups.map((g) => `\t- ${g}\n`).join("")}\n` +
      `Contact your administrator to request access if necessary.`,
  );

export const mayNotReadFields = (
  title: string,
  model: string,
  fields: readonly string[],
): OdooFault =>
  new OdooFault(
    4,
    `You do not have enough rights to access the fields "${fields.join(",")}" on ${title} (${model}). ` +
      `Please contact your system administrator.\n\n(Operation: read)`,
  );

export const mayNotReadRecords = (title: string, model: string): OdooFault =>
  new OdooFault(
    4,
    `Due to security restrictions, you are not allowed to access '${title}' (${model}) records.`,
  );
