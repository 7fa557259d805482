import { InternalError, TargetError } from "../../model/errors.ts";
import type { OdooAccess } from "../../model/environment.ts";
import type { Secret } from "../../model/secret.ts";
import { printable, shorten } from "../../model/text.ts";
import { parseOdooVersion } from "../../model/versions.ts";
import type { OdooVersion } from "../../model/versions.ts";
import { readMethods } from "../wires.ts";
import type { OdooWire } from "../wires.ts";
import { called, faultError, refused } from "./faults.ts";
import type { Asked } from "./faults.ts";
import { xmlrpcEndpoint } from "./xmlrpc-endpoint.ts";
import type { Endpoint } from "./xmlrpc-endpoint.ts";
import { isXmlText } from "./xmlrpc-encode.ts";

export type XmlrpcAccess = OdooAccess & {
  /** For each exchange, in milliseconds. */
  readonly requestDeadlineMs?: number;
  /** Of one answer. */
  readonly maxBytes?: number;
};

/**
 * What every read says: archived records count too, and texts come in one language whatever the auditor's
 * user prefers.
 */
const context = { active_test: false, lang: "en_US" };

/**
 * Odoo's XML-RPC of one environment. Version and login are asked once and kept, failures too: a wire lives
 * for one audit, and asking again would move the account nearer to Odoo's lockout.
 */
export function xmlrpcWire(access: XmlrpcAccess): OdooWire {
  const endpoint = xmlrpcEndpoint(access);
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw scrubbed(error, access.secret);
    }
  };
  let version: Promise<OdooVersion> | undefined;
  let uid: Promise<number> | undefined;
  const wire: OdooWire = {
    version: (signal) => (version ??= guard(readVersion(endpoint, access, signal))),
    uid: (signal) => (uid ??= guard(logIn(endpoint, access, signal))),
    async call(model, method, args, kwargs, signal) {
      if (!readMethods.includes(method)) {
        throw new InternalError(`${model}.${method} is not one of the methods that only read`);
      }
      const user = await wire.uid(signal);
      const { database, secret, login } = access;
      const named = { ...kwargs, context: { ...context, ...givenContext(kwargs) } };
      const params = [database, user, secret.reveal(), model, method, args, named];
      const asked = { database, login, model, method };
      return guard(
        ask(endpoint, { service: "object", method: "execute_kw", params, asked }, signal),
      );
    },
    async tryLogin(login, password, signal) {
      return (await guard(authenticate(endpoint, access, login, password, signal))) !== false;
    },
    logsIn: (signal) => wire.tryLogin(access.login, access.secret.reveal(), signal),
    close: () => endpoint.close(),
  };
  return wire;
}

/** The same error with the secret taken out of its message. */
function scrubbed(error: unknown, secret: Secret): unknown {
  if (!(error instanceof TargetError)) return error;
  const message = secret.scrub(error.message);
  return message === error.message ? error : new TargetError(error.reason, message);
}

function givenContext(kwargs: Readonly<Record<string, unknown>>): object {
  const given = kwargs["context"] ?? {};
  if (typeof given === "object") return given;
  throw new InternalError("the context of a call must be an object");
}

type Question = {
  readonly service: "common" | "object";
  readonly method: string;
  readonly params: readonly unknown[];
  readonly asked: Asked;
};

/** The value that a call gives; its fault as `TargetError`. */
async function ask(endpoint: Endpoint, question: Question, signal: AbortSignal): Promise<unknown> {
  const { service, method, params, asked } = question;
  const answer = await endpoint.post(service, method, params, signal);
  if (answer.kind === "fault") throw faultError(answer.fault, asked);
  return answer.value;
}

async function readVersion(
  endpoint: Endpoint,
  { database, login }: OdooAccess,
  signal: AbortSignal,
): Promise<OdooVersion> {
  const asked = { database, login, model: undefined, method: "version" };
  const question: Question = { service: "common", method: "version", params: [], asked };
  const value = await ask(endpoint, question, signal);
  const serie = isRecord(value) ? (value["server_serie"] ?? value["server_version"]) : undefined;
  if (typeof serie !== "string") throw unexpected(asked);
  const parsed = parseOdooVersion(serie);
  if (parsed !== undefined) return parsed;
  const shown = printable(shorten(serie, 40));
  throw new TargetError("unsupported_version", `"${shown}" is not a version of Odoo that we know`);
}

async function logIn(endpoint: Endpoint, access: OdooAccess, signal: AbortSignal): Promise<number> {
  const { login, secret, database } = access;
  const user = await authenticate(endpoint, access, login, secret.reveal(), signal);
  if (user !== false) return user;
  throw refused({ database, login, model: undefined, method: "authenticate" });
}

/** The user's id, or false when Odoo does not take the credentials. The empty environment is required. */
async function authenticate(
  endpoint: Endpoint,
  { database }: OdooAccess,
  login: string,
  password: string,
  signal: AbortSignal,
): Promise<number | false> {
  if (![database, login, password].every(isXmlText)) {
    const text = "the database, login or secret has a control character, which XML cannot carry";
    throw new TargetError("auth_failed", text);
  }
  const asked = { database, login, model: undefined, method: "authenticate" };
  const params = [database, login, password, {}];
  const answer = await endpoint.post("common", "authenticate", params, signal);
  if (answer.kind === "fault") {
    const error = faultError(answer.fault, asked);
    if (error.reason === "auth_failed") return false;
    throw error;
  }
  if (answer.value === false) return false;
  if (typeof answer.value === "number" && answer.value > 0) return answer.value;
  throw unexpected(asked);
}

function unexpected(asked: Asked): TargetError {
  return new TargetError(
    "malformed_response",
    `Odoo's answer to ${called(asked)} is not as expected`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
