import { TargetError } from "../../model/errors.ts";
import type { OdooAccess } from "../../model/environment.ts";
import type { OdooVersion } from "../../model/versions.ts";
import type { OdooWire } from "../wires.ts";
import { refused, unexpected } from "./errors.ts";
import type { Asked } from "./errors.ts";
import { faultError } from "./faults.ts";
import type { EndpointAccess } from "./limits.ts";
import { assertReads, readingContext, scrubbing, versionOf } from "./reading.ts";
import { xmlrpcEndpoint } from "./xmlrpc-endpoint.ts";
import type { Endpoint } from "./xmlrpc-endpoint.ts";
import { isXmlText } from "./xmlrpc-encode.ts";

export type XmlrpcAccess = Omit<OdooAccess, "api" | "secretIsApiKey"> & EndpointAccess;

/**
 * Odoo's XML-RPC of one environment. Version and login are asked once and kept, failures too: a wire lives
 * for one audit, and asking again would move the account nearer to Odoo's lockout.
 */
export function xmlrpcWire(access: XmlrpcAccess): OdooWire {
  const endpoint = xmlrpcEndpoint(access);
  const guard = scrubbing(access.secret);
  let version: Promise<OdooVersion> | undefined;
  let uid: Promise<number> | undefined;
  const wire: OdooWire = {
    version: (signal) => (version ??= guard(readVersion(endpoint, access, signal))),
    uid: (signal) => (uid ??= guard(logIn(endpoint, access, signal))),
    async call(model, method, args, kwargs, signal) {
      assertReads(model, method);
      const user = await wire.uid(signal);
      const { database, secret, login } = access;
      const named = { ...kwargs, context: readingContext(kwargs) };
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
  { database, login }: XmlrpcAccess,
  signal: AbortSignal,
): Promise<OdooVersion> {
  const asked = { database, login, model: undefined, method: "version" };
  const question: Question = { service: "common", method: "version", params: [], asked };
  const value = await ask(endpoint, question, signal);
  const serie = isRecord(value) ? (value["server_serie"] ?? value["server_version"]) : undefined;
  if (typeof serie !== "string") throw unexpected(asked);
  return versionOf(serie);
}

async function logIn(
  endpoint: Endpoint,
  access: XmlrpcAccess,
  signal: AbortSignal,
): Promise<number> {
  const { login, secret, database } = access;
  const user = await authenticate(endpoint, access, login, secret.reveal(), signal);
  if (user !== false) return user;
  throw refused({ database, login, model: undefined, method: "authenticate" });
}

/** The user's id, or false when Odoo does not take the credentials. The empty environment is required. */
async function authenticate(
  endpoint: Endpoint,
  { database }: XmlrpcAccess,
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
