import { request as httpRequest } from "node:http";
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { TLSSocket } from "node:tls";
import { TargetError } from "../../model/errors.ts";
import { collect } from "./collect.ts";
import { connectionError } from "./failure.ts";

export type HttpRequest = {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the connection's base URL; begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, a retry included, in milliseconds. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

export type HttpResponse = {
  readonly status: number;
  /** As sent; empty when there is none. */
  readonly contentType: string;
  /** Where a redirect points, as sent. Redirects are never followed. */
  readonly location: string | undefined;
  readonly body: Buffer;
};

/** The server of a connection, and how it is reached. */
export type Target = {
  readonly origin: string;
  readonly secure: boolean;
  readonly base: RequestOptions;
  readonly prefix: string;
};

/**
 * One request and its answer, or `stale`: a kept connection turned out to be closed before a byte came.
 * Without an agent it uses a connection of its own. `stop` ends it, with the reason that it carries.
 */
export function exchange(
  target: Target,
  request: HttpRequest,
  agent: Agent | false,
  stop: AbortSignal,
): Promise<HttpResponse | "stale"> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return reject(stop.reason as TargetError);
    const outgoing = open(target, request, agent, stop);
    let before = 0;
    let answered = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      if (stop.aborted) return reject(stop.reason as TargetError);
      if (error instanceof TargetError) return reject(error);
      if (!answered && isStale(outgoing, before, error)) return resolve("stale");
      reject(connectionError(error, target.origin, isUntrusted(outgoing)));
    };
    outgoing.on("socket", (socket) => (before = socket.bytesRead));
    outgoing.on("error", fail);
    outgoing.on("close", () => {
      if (!answered) fail(Object.assign(new Error("closed"), { code: "ECONNRESET" }));
    });
    outgoing.on("response", (incoming) => {
      answered = true;
      receive(incoming, request.maxBytes, target.origin).then(resolve, fail);
    });
    outgoing.end(request.body);
  });
}

function open(
  target: Target,
  request: HttpRequest,
  agent: Agent | false,
  signal: AbortSignal,
): ClientRequest {
  const send = target.secure ? httpsRequest : httpRequest;
  return send({
    ...target.base,
    agent,
    signal,
    method: request.method,
    path: target.prefix + request.path,
    // a compressed answer could be small on the wire and huge in memory
    headers: {
      "accept-encoding": "identity",
      "user-agent": "envaudit",
      ...lengthOf(request.body),
      ...request.headers,
    },
  });
}

/** Said, since Node frames the body of a DELETE in no way by itself: the server would take it for empty. */
function lengthOf(body: string | undefined): Readonly<Record<string, string>> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}

async function receive(
  incoming: IncomingMessage,
  maxBytes: number,
  origin: string,
): Promise<HttpResponse> {
  const body = await collect(incoming, maxBytes, origin);
  const { headers } = incoming;
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    throw new TargetError(
      "malformed_response",
      `${origin}: the answer is compressed although we ask for it plain`,
    );
  }
  return {
    status: incoming.statusCode ?? 0,
    contentType: headers["content-type"] ?? "",
    location: headers.location,
    body,
  };
}

function isStale(outgoing: ClientRequest, before: number, error: NodeJS.ErrnoException): boolean {
  if (!outgoing.reusedSocket) return false;
  if (error.code !== "ECONNRESET" && error.code !== "EPIPE") return false;
  return (outgoing.socket?.bytesRead ?? 0) === before;
}

/** Node keeps the verdict on the socket: that covers every verification code, known to us or not. */
function isUntrusted(outgoing: ClientRequest): boolean {
  const { socket } = outgoing;
  // typed as always there, and null unless verification failed
  return socket instanceof TLSSocket && Boolean(socket.authorizationError as unknown);
}
