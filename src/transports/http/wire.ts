import type { HttpWire } from "../wires.ts";
import { defaultDeadlineMs, httpConnection } from "./request.ts";

/** A web page or a health answer is far smaller; what is larger tells us nothing more. */
const defaultMaxBytes = 1024 * 1024;

export type HttpAccess = {
  /** Base URL, e.g. `https://staging.example.com`. */
  readonly url: string;
  /** PEM text of a private certificate authority. */
  readonly ca: string | undefined;
  readonly requestDeadlineMs?: number;
  readonly maxBytes?: number;
};

/** Plain GET requests without login; redirects are answers like any other. Throws `TargetError`. */
export function httpWire(access: HttpAccess): HttpWire {
  const connection = httpConnection(access);
  return {
    async get(path, signal) {
      const { status, contentType, body } = await connection.send({
        method: "GET",
        path,
        deadlineMs: access.requestDeadlineMs ?? defaultDeadlineMs,
        maxBytes: access.maxBytes ?? defaultMaxBytes,
        signal,
      });
      return { status, contentType, body: body.toString("utf8") };
    },
    close: () => connection.close(),
  };
}
