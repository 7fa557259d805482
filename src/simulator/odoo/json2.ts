import { rowById, rowsOf, type SimDatabase } from "./database.ts";
import { OdooFault } from "./fault.ts";
import {
  badRequest,
  errorPage,
  fromFault,
  Json2Error,
  jsonPage,
  noKey,
  notFoundError,
  unprocessable,
  wrongKey,
} from "./json2-error.ts";
import { methods, type Kwargs, type Method } from "./methods.ts";
import { html, type Page } from "./pages.ts";
import { readerOf } from "./reader.ts";
import { isMailWrite, writeMail } from "./send-mail.ts";
import { record, type OdooState } from "./state.ts";

/** A POST request below `/json/2/`. */
export type Json2Request = {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly database: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
};

/** One call of JSON-2, in the order in which Odoo looks at it: database, format, key, body, method, arguments. */
export function json2(state: OdooState, request: Json2Request): Page {
  const { database, contentType } = request;
  if ((database ?? state.database.name) !== state.database.name) return unknownDatabase;
  const route = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(request.path);
  if (contentType?.split(";")[0]?.trim() !== "application/json") return wrongContentType;
  try {
    const uid = userOf(state.database, request.authorization);
    if (route === null) throw notFoundError("Did you mean POST /json/2/<model>/<method>?");
    const [, model = "", method = ""] = route.map(decodeURIComponent);
    return jsonPage(call(state, uid, model, method, argumentsIn(request.body)));
  } catch (error) {
    if (error instanceof Json2Error) return errorPage(error);
    if (error instanceof OdooFault) return errorPage(fromFault(error));
    throw error;
  }
}

const unknownDatabase = html(
  "<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>",
  404,
);
const wrongContentType = html("<h1>Unsupported Media Type</h1>", 415);

/** An API key is no password, and a password none. */
function userOf(database: SimDatabase, authorization: string | undefined): number {
  const key = /^bearer (.+)$/i.exec(authorization ?? "")?.[1];
  if (key === undefined) throw noKey();
  const found = database.credentials.find(({ apiKey }) => apiKey === key);
  if (found === undefined || rowById(database, "res.users", found.id)?.["active"] !== true) {
    throw wrongKey();
  }
  return found.id;
}

function argumentsIn(body: string): Kwargs {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw badRequest("could not parse the body as json: Expecting value: line 1 column 1 (char 0)");
  }
  if (isRecord(value)) return value;
  throw badRequest("could not parse the body, expecting a json object");
}

function call(state: OdooState, uid: number, model: string, method: string, body: Kwargs): unknown {
  const { context = {}, ids = [], ...kwargs } = body;
  record(state, { service: "json2", model, method, kwargs: body });
  const { database } = state;
  if (!Object.hasOwn(database.models, model)) {
    throw notFoundError(`the model '${model}' does not exist`);
  }
  if (method.startsWith("_")) {
    const text = `Private methods (such as '${model}.${method}') cannot be called remotely.`;
    throw new OdooFault(4, text);
  }
  if (isMailWrite(model, method)) {
    const list: unknown = kwargs["vals_list"];
    const values: unknown = Array.isArray(list) ? list[0] : undefined;
    const result = writeMail(state, uid, method, { values, ids });
    return method === "create" ? [result] : result;
  }
  const handler = handlerOf(model, method);
  if (!Array.isArray(ids) || (ids.length > 0 && method !== "read")) {
    throw unprocessable(`cannot call ${model}.${method} with ids`);
  }
  bind(method, kwargs);
  const reader = readerOf(database, uid, isRecord(context) ? context : {});
  return handler(reader, model, method === "read" ? [ids] : [], kwargs);
}

function handlerOf(model: string, method: string): Method {
  if (model === "res.users" && method === "context_get") {
    return ({ uid }) => ({ lang: "en_US", tz: "Europe/Brussels", uid });
  }
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) {
    throw notFoundError(`The method '${model}.${method}' does not exist`);
  }
  return handler;
}

type Signature = { readonly required?: readonly string[]; readonly optional: readonly string[] };

/** Parameters as 19 declares them; `search_read` takes any name. */
const signatures: Readonly<Record<string, Signature>> = {
  read: { optional: ["fields", "load"] },
  search_count: { required: ["domain"], optional: ["limit"] },
  fields_get: { optional: ["allfields", "attributes"] },
  read_group: {
    required: ["domain", "fields", "groupby"],
    optional: ["offset", "limit", "orderby", "lazy"],
  },
  check_access_rights: { required: ["operation"], optional: ["raise_exception"] },
  context_get: { optional: [] },
};

function bind(method: string, kwargs: Kwargs): void {
  const signature = signatures[method];
  if (signature === undefined) return;
  const { required = [], optional } = signature;
  const missing = required.find((name) => !Object.hasOwn(kwargs, name));
  if (missing !== undefined) throw unprocessable(`missing a required argument: '${missing}'`);
  const extra = Object.keys(kwargs).find((name) => ![...required, ...optional].includes(name));
  if (extra !== undefined) throw unprocessable(`got an unexpected keyword argument '${extra}'`);
}

/** From 19 on both APIs are in a module of their own, which can be uninstalled. */
export function servesRpc(database: SimDatabase): boolean {
  return (
    database.major < 19 ||
    rowsOf(database, "ir.module.module").some(
      (row) => row["name"] === "rpc" && row["state"] === "installed",
    )
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
