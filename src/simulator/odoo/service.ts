import { mapRows, rowById, rowsOf, type SimDatabase } from "./database.ts";
import {
  accessDenied,
  missingRecord,
  noneInAnswer,
  privateMethod,
  pythonError,
  unknownDatabase,
  unknownMethod,
} from "./fault.ts";
import { methods } from "./methods.ts";
import { modelOf, readerOf } from "./reader.ts";
import { isMailWrite, writeMail } from "./send-mail.ts";
import { noteLogin, record, type OdooState } from "./state.ts";
import type { MethodCall } from "./xml.ts";

/** `/xmlrpc/2/common`: `version` and `authenticate`. Throws `OdooFault`. */
export function common(state: OdooState, { method, params }: MethodCall): unknown {
  if (method === "version") {
    record(state, { service: "common", method });
    return versionOf(state.database);
  }
  if (method === "authenticate") return authenticate(state, params);
  throw pythonError(`Exception: Method not found: ${method}`);
}

function versionOf({ major, serie = `${major}.0` }: SimDatabase): unknown {
  return {
    server_version: serie,
    server_version_info: [major, 0, 0, "final", 0, ""],
    server_serie: serie,
    protocol_version: 1,
  };
}

function authenticate(state: OdooState, params: readonly unknown[]): number | false {
  const [name, login, password, agent] = params;
  if (name !== state.database.name) throw unknownDatabase(String(name));
  const found = state.database.credentials.find(
    (c) => c.login === login && [c.password, c.apiKey].includes(String(password)),
  );
  const accepted = found !== undefined && isActive(state.database, found.id);
  record(state, { service: "common", method: "authenticate", login: String(login), accepted });
  if (found === undefined || !accepted) return false;
  noteLogin(state, found.id);
  moveBaseUrl(state, found.id, agent);
  return found.id;
}

const isActive = (database: SimDatabase, uid: number): boolean =>
  rowById(database, "res.users", uid)?.["active"] === true;

/** Odoo overwrites `web.base.url` when an administrator's login names a `base_location`. */
function moveBaseUrl(state: OdooState, uid: number, agent: unknown): void {
  const location =
    typeof agent === "object" && agent !== null && "base_location" in agent
      ? agent.base_location
      : undefined;
  if (typeof location !== "string") return;
  if (!readerOf(state.database, uid, {}).groups.has("base.group_system")) return;
  state.database = mapRows(state.database, "ir.config_parameter", (rows) =>
    rows.map((row) => (row["key"] === "web.base.url" ? { ...row, value: location } : row)),
  );
}

/** `/xmlrpc/2/object`: `execute_kw(database, uid, password, model, method, args, kwargs)`. Throws `OdooFault`. */
export function object(state: OdooState, { method: name, params }: MethodCall): unknown {
  if (name !== "execute_kw") throw pythonError(`NameError: Method not available ${name}`);
  const [database, uid, password, model, method, args, kwargs] = params;
  if (typeof model !== "string" || typeof method !== "string" || typeof uid !== "number") {
    throw pythonError("TypeError: execute_kw() missing required positional arguments");
  }
  const call = { args: Array.isArray(args) ? args : [], kwargs: isRecord(kwargs) ? kwargs : {} };
  record(state, { service: "object", model, method, ...call });
  if (database !== state.database.name) throw unknownDatabase(String(database));
  checkPassword(state.database, uid, password);
  modelOf(state.database, model);
  if (method.startsWith("_")) throw privateMethod(model, method);
  if (isMailWrite(model, method)) {
    const [first] = call.args;
    const result = writeMail(state, uid, method, { values: first, ids: first });
    // After the work is done, as the real one.
    if (result === null) throw noneInAnswer();
    return result;
  }
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) throw unknownMethod(state.database.major, model, method);
  const context = isRecord(call.kwargs["context"]) ? call.kwargs["context"] : {};
  return handler(readerOf(state.database, uid, context), model, call.args, call.kwargs);
}

function checkPassword(database: SimDatabase, uid: number, password: unknown): void {
  if (!rowsOf(database, "res.users").some((row) => row.id === uid)) {
    throw missingRecord("res.users", uid, uid);
  }
  const known = database.credentials.some(
    (c) => c.id === uid && [c.password, c.apiKey].includes(String(password)),
  );
  if (!known || !isActive(database, uid)) throw accessDenied();
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
