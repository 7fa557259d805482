import { defaultDeadlineMs, httpConnection } from "../http/request.ts";
import { answerProblem } from "./http-answer.ts";
import { decodeAnswer } from "./xmlrpc-decode.ts";
import type { Answer } from "./xmlrpc-decode.ts";
import { encodeCall } from "./xmlrpc-encode.ts";

/**
 * The largest answer recorded, `fields_get` of users with all attributes, is 0.3 MB, and a page of a
 * thousand records some MB; each byte costs a few more while it is decoded.
 */
const defaultMaxBytes = 32 * 1024 * 1024;

export type EndpointAccess = {
  readonly url: string;
  readonly ca: string | undefined;
  readonly requestDeadlineMs?: number;
  readonly maxBytes?: number;
};

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
        maxBytes: access.maxBytes ?? defaultMaxBytes,
        signal,
      });
      const problem = answerProblem(response, shownUrl(access.url) + path);
      if (problem !== undefined) throw problem;
      return decodeAnswer(response.body);
    },
    close: () => connection.close(),
  };
}

/** The URL without a user, password or query that it might have. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, "");
}
