import { defaultDeadlineMs, httpConnection } from "../http/request.ts";
import { mediaOf, notAnAnswer, shownUrl } from "./http-answer.ts";
import type { Protocol } from "./http-answer.ts";
import { mostBytes } from "./limits.ts";
import type { EndpointAccess } from "./limits.ts";
import { decodeAnswer } from "./xmlrpc-decode.ts";
import type { Answer } from "./xmlrpc-decode.ts";
import { encodeCall } from "./xmlrpc-encode.ts";

/** The services that we use; `db` is none of them. */
export type Service = "common" | "object";

export type Endpoint = {
  /** One call: its value or its fault. Throws `TargetError` when no whole answer came. */
  post(
    service: Service,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Answer>;
  close(): void;
};

const protocol: Protocol = {
  name: "XML-RPC",
  format: "XML",
  notFound:
    "not an Odoo, or (from 19 on) its module `rpc` is not installed, " +
    "or XML-RPC is closed: then give an `api_key` for JSON-2",
};

/** XML-RPC over HTTP to one Odoo: status and content type are looked at before anything is decoded. */
export function xmlrpcEndpoint(access: EndpointAccess): Endpoint {
  const connection = httpConnection(access);
  return {
    async post(service, method, params, signal) {
      const path = `/xmlrpc/2/${service}`;
      const response = await connection.send({
        method: "POST",
        path,
        headers: { "content-type": "text/xml", accept: "text/xml" },
        body: encodeCall(method, params),
        deadlineMs: access.requestDeadlineMs ?? defaultDeadlineMs,
        maxBytes: access.maxBytes ?? mostBytes,
        signal,
      });
      const media = mediaOf(response);
      // Odoo answers 200 even for faults.
      if (response.status !== 200 || (media !== "text/xml" && media !== "application/xml")) {
        throw notAnAnswer(response, shownUrl(access.url) + path, protocol);
      }
      return decodeAnswer(response.body);
    },
    close: () => connection.close(),
  };
}
