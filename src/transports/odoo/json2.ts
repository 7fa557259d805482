import { TargetError } from "../../model/errors.ts";
import type { OdooVersion } from "../../model/versions.ts";
import type { OdooWire } from "../wires.ts";
import { quoted, unexpected, unknownModel } from "./errors.ts";
import type { Asked } from "./errors.ts";
import { encodeBody, namedArguments } from "./json2-arguments.ts";
import { json2Endpoint } from "./json2-endpoint.ts";
import type { Json2Access, Json2Endpoint } from "./json2-endpoint.ts";
import { assertReads, readingContext, scrubbing } from "./reading.ts";
import { xmlrpcWire } from "./xmlrpc.ts";

/** The first version that has JSON-2. */
export const firstJson2Major = 19;

export type Json2Parts = {
  readonly endpoint: Json2Endpoint;
  /** For what JSON-2 does not have: the version before 19, and logins with a password. */
  readonly xmlrpc: OdooWire;
  /** The version that the server states; throws `TargetError`. */
  readonly stated: (signal: AbortSignal) => Promise<OdooVersion>;
};

/** Odoo's JSON-2 of one environment, by an API key. */
export function json2Wire(access: Json2Access): OdooWire {
  const endpoint = json2Endpoint(access);
  const xmlrpc = xmlrpcWire(access);
  const stated = async (signal: AbortSignal): Promise<OdooVersion> => {
    const answer = await endpoint.version(signal);
    if (answer.ok) return answer.version;
    // An older Odoo says over XML-RPC which it is; when nobody does, what JSON-2 said is to the point.
    return xmlrpc.version(signal).catch(() => {
      throw answer.problem;
    });
  };
  return json2WireOver(access, { endpoint, xmlrpc, stated });
}

/**
 * The same over given parts, which it closes. Version and user are asked once and kept, failures too: a wire
 * lives for one audit.
 */
export function json2WireOver(access: Json2Access, parts: Json2Parts): OdooWire {
  const { endpoint, xmlrpc } = parts;
  const guard = scrubbing(access.secret);
  let version: Promise<OdooVersion> | undefined;
  let uid: Promise<number> | undefined;
  const wire: OdooWire = {
    version: (signal) => (version ??= guard(versionWithJson2(parts, signal))),
    uid: (signal) =>
      (uid ??= wire.version(signal).then(() => guard(ownUser(endpoint, access, signal)))),
    async call(model, method, args, kwargs, signal) {
      assertReads(model, method);
      const body = encodeBody(namedArguments(method, args, kwargs));
      // The name becomes a part of the path: one that no model of Odoo can have goes nowhere.
      if (!/^[a-z_][a-z0-9_.]*$/i.test(model)) throw unknownModel(quoted(model));
      await wire.uid(signal);
      const { database, login } = access;
      return guard(endpoint.post({ database, login, model, method }, body, signal));
    },
    tryLogin: (login, password, signal) => byPassword(xmlrpc.tryLogin(login, password, signal)),
    logsIn: (signal) => byPassword(xmlrpc.logsIn(signal)),
    close() {
      endpoint.close();
      xmlrpc.close();
    },
  };
  return wire;
}

async function versionWithJson2({ stated }: Json2Parts, signal: AbortSignal): Promise<OdooVersion> {
  const version = await stated(signal);
  if (version.major >= firstJson2Major) return version;
  throw new TargetError(
    "unsupported_version",
    `Odoo ${version.serie} has no JSON-2: use \`api: auto\` or \`api: xmlrpc\``,
  );
}

/**
 * The user of the key. It must be the declared login: whether we see everything is proven for that user, and
 * would be proven for the wrong one.
 */
async function ownUser(
  endpoint: Json2Endpoint,
  { database, login }: Json2Access,
  signal: AbortSignal,
): Promise<number> {
  const asked = (method: string): Asked => ({ database, login, model: "res.users", method });
  const own = await endpoint.post(asked("context_get"), "{}", signal);
  const uid = member(own, "uid");
  if (typeof uid !== "number" || uid <= 0) throw unexpected(asked("context_get"));
  const body = encodeBody({ ids: [uid], fields: ["login"], context: readingContext({}) });
  const [user] = list(await endpoint.post(asked("read"), body, signal));
  const name = member(user, "login");
  if (typeof name !== "string") throw unexpected(asked("read"));
  if (name === login) return uid;
  throw new TargetError(
    "auth_failed",
    `the API key belongs to another user than login ${quoted(login)}`,
  );
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** JSON-2 takes no password, so XML-RPC is asked; where it is closed, nobody knows. */
async function byPassword(attempt: Promise<boolean>): Promise<boolean> {
  try {
    return await attempt;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const text = `a login can be tried over XML-RPC alone: ${error.message}`;
    throw new TargetError(error.reason, text);
  }
}
