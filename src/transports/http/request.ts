import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { InternalError } from "../../model/errors.ts";
import { exchange } from "./exchange.ts";
import type { HttpRequest, HttpResponse, Target } from "./exchange.ts";
import { stopAt } from "./stop.ts";

/**
 * For one exchange. Odoo kills a worker after 120 s by default, a proxy in front of it commonly gives up
 * after 60, and the pages that we read take well under 5: what has not come after 30 will not.
 */
export const defaultDeadlineMs = 30_000;

/** An auditor must not occupy an Odoo that has a handful of workers. */
const maxSockets = 8;

/** Keep-alive connections to one server. `send` throws `TargetError` whenever no whole answer came. */
export type HttpConnection = {
  /** `https://host:port`: how messages name the server. */
  readonly origin: string;
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Ends what is under way too. */
  close(): void;
};

/**
 * Connections to the server of `url`, which may have a path of its own. Certificates are always verified,
 * against `ca` (PEM text) instead of the public authorities when it is given.
 */
export function httpConnection(access: { url: string; ca: string | undefined }): HttpConnection {
  const url = new URL(access.url);
  const secure = url.protocol === "https:";
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, maxSockets })
    : new HttpAgent({ keepAlive: true, maxSockets });
  const target: Target = {
    origin: url.origin,
    secure,
    prefix: url.pathname.replace(/\/+$/, ""),
    base: {
      // IPv6 literals stand in brackets in a URL, and without them here
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      ...(url.port === "" ? {} : { port: url.port }),
      ...(secure ? tlsOptions(access.ca) : {}),
    },
  };
  const closing = new AbortController();
  return {
    origin: url.origin,
    async send(request) {
      if (!request.path.startsWith("/")) throw new InternalError("a path must begin with a slash");
      const { deadlineMs, signal: audit } = request;
      const stop = stopAt({ origin: url.origin, deadlineMs, audit, closed: closing.signal });
      try {
        return await sendOnce(target, request, agent, stop.signal);
      } finally {
        stop.release();
      }
    },
    close() {
      closing.abort();
      agent.destroy();
    },
  };
}

/** `rejectUnauthorized` is said because the environment variable of the same purpose must not win. */
function tlsOptions(ca: string | undefined): object {
  return { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) };
}

/**
 * One answer. A server may close a kept connection just when we use it again: that says nothing about the
 * server, and every request here only reads, so it is asked once more on a connection of its own.
 */
async function sendOnce(
  target: Target,
  request: HttpRequest,
  agent: HttpAgent,
  stop: AbortSignal,
): Promise<HttpResponse> {
  const kept = await exchange(target, request, agent, stop);
  const answer = kept === "stale" ? await exchange(target, request, false, stop) : kept;
  if (answer === "stale") throw new InternalError("a fresh connection cannot be stale");
  return answer;
}
