import { TargetError } from "../../model/errors.ts";
import type { OdooAccess } from "../../model/environment.ts";
import type { OdooVersion } from "../../model/versions.ts";
import type { HttpResponse } from "../http/exchange.ts";
import { defaultDeadlineMs, httpConnection } from "../http/request.ts";
import { unexpected, unknownDatabase } from "./errors.ts";
import type { Asked } from "./errors.ts";
import { mediaOf, notAnAnswer, shownUrl } from "./http-answer.ts";
import type { Protocol } from "./http-answer.ts";
import { decodeJson } from "./json-decode.ts";
import { changedOnTheWay, json2Error } from "./json2-errors.ts";
import type { Json2Error } from "./json2-errors.ts";
import { mostBytes } from "./limits.ts";
import type { EndpointAccess } from "./limits.ts";
import { versionOf } from "./reading.ts";

export type Json2Access = Omit<OdooAccess, "api" | "secretIsApiKey"> & EndpointAccess;

/** The version, or why what answered is not Odoo's JSON: before 19 nothing is wrong with that. */
export type StatedVersion =
  | { readonly ok: true; readonly version: OdooVersion }
  | { readonly ok: false; readonly problem: TargetError };

export type Json2Endpoint = {
  /** Without login. Throws `TargetError` when nothing answered at all. */
  version(signal: AbortSignal): Promise<StatedVersion>;
  /** One call: the value in its answer. `asked` names a model. Throws `TargetError`. */
  post(asked: Asked, body: string, signal: AbortSignal): Promise<unknown>;
  close(): void;
};

const protocol: Protocol = {
  name: "JSON-2",
  format: "JSON",
  notFound: "not an Odoo 19 or later, or its module `rpc` is not installed",
};

/** JSON-2 over HTTP to one Odoo: status and content type are looked at before anything is decoded. */
export function json2Endpoint(access: Json2Access): Json2Endpoint {
  const connection = httpConnection(access);
  const limits = {
    deadlineMs: access.requestDeadlineMs ?? defaultDeadlineMs,
    maxBytes: access.maxBytes ?? mostBytes,
  };
  return {
    async version(signal) {
      const path = "/json/version";
      const headers = { accept: "application/json" };
      const response = await connection.send({ method: "GET", path, headers, signal, ...limits });
      return statedVersion(response, shownUrl(access.url) + path, access);
    },
    async post(asked, body, signal) {
      const path = `/json/2/${asked.model}/${asked.method}`;
      const headers = headersOf(access);
      const request = { method: "POST", path, headers, body, signal, ...limits } as const;
      const response = await connection.send(request);
      if (response.status === 200 && isJson(response)) return decodeJson(response.body);
      throw failure(response, shownUrl(access.url) + path, asked);
    },
    close: () => connection.close(),
  };
}

const isJson = (response: HttpResponse): boolean => mediaOf(response) === "application/json";

function headersOf({ secret, database }: Json2Access): Readonly<Record<string, string>> {
  const key = secret.reveal();
  if (!/^[\x21-\x7e]+$/.test(key) || !/^[\x20-\x7e]+$/.test(database)) {
    const text = "the database or API key has a character that an HTTP header cannot carry";
    throw new TargetError("auth_failed", text);
  }
  return {
    authorization: `bearer ${key}`,
    "x-odoo-database": database,
    "content-type": "application/json",
    accept: "application/json",
  };
}

function statedVersion(
  response: HttpResponse,
  endpoint: string,
  { database, login }: Json2Access,
): StatedVersion {
  if (response.status !== 200 || !isJson(response)) {
    return { ok: false, problem: notAnAnswer(response, endpoint, protocol) };
  }
  try {
    const value = decodeJson(response.body);
    const text = isRecord(value) ? value["version"] : undefined;
    if (typeof text === "string") return { ok: true, version: versionOf(text) };
    const problem = unexpected({ database, login, model: undefined, method: "version" });
    return { ok: false, problem };
  } catch (error) {
    if (error instanceof TargetError) return { ok: false, problem: error };
    throw error;
  }
}

/** Statuses that Odoo answers with an error of its own; others are somebody else's. */
const ownStatuses: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422, 500]);

function failure(response: HttpResponse, endpoint: string, asked: Asked): TargetError {
  const { status, body } = response;
  const error = isJson(response) && ownStatuses.has(status) ? errorIn(body) : undefined;
  if (error !== undefined) return json2Error(error, status, asked);
  if (status === 415) return changedOnTheWay(asked, status);
  // Odoo's own page, from before a database was chosen; its text is not translated.
  if (status === 404 && body.includes("No database is selected")) {
    return unknownDatabase(asked.database, ", or its dbfilter hides it from this address");
  }
  return notAnAnswer(response, endpoint, protocol);
}

/** The error in a body, if it has the shape of Odoo's. */
function errorIn(body: Buffer): Json2Error | undefined {
  try {
    const value = decodeJson(body);
    if (!isRecord(value)) return undefined;
    const { name, message } = value;
    return typeof name === "string" && typeof message === "string" ? { name, message } : undefined;
  } catch (error) {
    if (error instanceof TargetError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
