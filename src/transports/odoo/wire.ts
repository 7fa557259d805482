import type { OdooAccess } from "../../model/environment.ts";
import type { OdooVersion } from "../../model/versions.ts";
import type { OdooWire } from "../wires.ts";
import { firstJson2Major, json2Wire, json2WireOver } from "./json2.ts";
import { json2Endpoint } from "./json2-endpoint.ts";
import type { EndpointAccess } from "./limits.ts";
import { scrubbing } from "./reading.ts";
import { xmlrpcWire } from "./xmlrpc.ts";

export type OdooWireAccess = OdooAccess & EndpointAccess;

/** Odoo's API of one environment, the one that the operator chose or, by `auto`, the one that fits. */
export function odooWire(access: OdooWireAccess): OdooWire {
  switch (access.api) {
    case "xmlrpc":
      return xmlrpcWire(access);
    case "json2":
      return json2Wire(access);
    case "auto":
      return access.secretIsApiKey ? autoWire(access) : xmlrpcWire(access);
  }
}

/** JSON-2 where the server states a version that has it, else XML-RPC. Nothing is decided before it is used. */
function autoWire(access: OdooWireAccess): OdooWire {
  const endpoint = json2Endpoint(access);
  const xmlrpc = xmlrpcWire(access);
  let version: Promise<OdooVersion> | undefined;
  const stated = (signal: AbortSignal): Promise<OdooVersion> =>
    (version ??= scrubbing(access.secret)(
      endpoint
        .version(signal)
        .then((answer) => (answer.ok ? answer.version : xmlrpc.version(signal))),
    ));
  const json2 = json2WireOver(access, { endpoint, xmlrpc, stated });
  const chosen = async (signal: AbortSignal): Promise<OdooWire> =>
    (await stated(signal)).major >= firstJson2Major ? json2 : xmlrpc;
  return {
    version: stated,
    uid: async (signal) => (await chosen(signal)).uid(signal),
    call: async (model, method, args, kwargs, signal) =>
      (await chosen(signal)).call(model, method, args, kwargs, signal),
    tryLogin: async (login, password, signal) =>
      (await chosen(signal)).tryLogin(login, password, signal),
    logsIn: async (signal) => (await chosen(signal)).logsIn(signal),
    close: () => json2.close(),
  };
}
