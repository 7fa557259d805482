import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { ConfigError } from "../model/errors.ts";
import { metricsContentType } from "../reporters/metrics/text.ts";
import { answerProblems, problem } from "./problem.ts";
import type { Readiness, Services } from "./services.ts";

export type HttpParts = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Take a free port where that one is taken. */
  readonly orFreePort?: boolean;
  /** File that says where to listen, for the message when that does not work. */
  readonly configuration: string;
  readonly services: Pick<Services, "metrics" | "ready" | "checksPage">;
  /** Errors that the one who asked is not shown. */
  readonly onError: (error: unknown) => void;
};
export type Listener = {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** Ends connections too: what has to be finished first, finish first. */
  close(): Promise<void>;
};

// Requests are one line and some headers, and come from Prometheus and from probes of a local orchestrator,
// whose own timeouts are about as long: whoever is slower than this has gone, or holds connections on purpose.
const timeouts = { requestTimeout: 10_000, connectionTimeout: 30_000, keepAliveTimeout: 75_000 };
// No address takes a body.
const bodyLimit = 1_024;
// An orchestrator's probe gives up after a few seconds, and a store that hangs that long is not ready.
const readyMs = 5_000;

const headers = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const index = `envaudit

/metrics  metrics for Prometheus
/healthz  whether the process is alive
/readyz   whether it can do its work, and what is in the way
/checks   what each check means, and what to do when it fails
`;

/** The public listener. Throws `ConfigError` when it cannot listen there. */
export async function startHttp(parts: HttpParts): Promise<Listener> {
  const { host, port, configuration: file } = parts;
  try {
    return await listen(parts);
  } catch (error) {
    if (parts.orFreePort === true && codeOf(error) === "EADDRINUSE") {
      return await startHttp({ ...parts, port: 0, orFreePort: false });
    }
    const message = `cannot listen on ${formatHostPort(host, port)}: ${whyNot(error)}`;
    throw new ConfigError([{ file, line: 0, column: 0, path: "server.listen", message }]);
  }
}

const formatHostPort = (host: string, port: number): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

async function listen(parts: HttpParts): Promise<Listener> {
  const { host, port } = parts;
  const app = Fastify({
    ...timeouts,
    bodyLimit,
    logger: false,
    forceCloseConnections: true,
    frameworkErrors: (error, _, reply) => void problem(reply, 400, error.message),
  });
  app.addHook("onRequest", async (_, reply) => void reply.headers(headers));
  answerProblems(app, parts.onError);
  addRoutes(app, parts);
  try {
    return { url: await app.listen({ host, port }), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function addRoutes(app: FastifyInstance, { services, onError }: HttpParts): void {
  const page = shared(() => services.metrics());
  app.get("/", (_, reply) => reply.type("text/plain; charset=utf-8").send(index));
  app.get("/checks", (_, reply) =>
    reply.type("text/html; charset=utf-8").send(services.checksPage()),
  );
  app.get("/healthz", (_, reply) => reply.type("text/plain; charset=utf-8").send("ok\n"));
  app.get("/readyz", async (_, reply) => {
    const readiness = await readinessOf(services, onError);
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  app.get("/metrics", async (_, reply) => {
    try {
      return await reply.type(metricsContentType).send(await page());
    } catch (error) {
      onError(error);
      return problem(reply, 503, "the metrics cannot be read from the store; the log says more");
    }
  });
}

/** One call at a time: who asks meanwhile gets the same answer, so a flood of requests is one read. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= read().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function readinessOf(
  services: Pick<Services, "ready">,
  onError: (error: unknown) => void,
): Promise<Readiness> {
  const late = Promise.withResolvers<Readiness>();
  const timer = setTimeout(() => {
    late.resolve({ ready: false, problems: ["no answer within 5 seconds"] });
  }, readyMs);
  try {
    return await Promise.race([services.ready(), late.promise]);
  } catch (error) {
    onError(error);
    return { ready: false, problems: ["readiness cannot be told; the log says more"] };
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown error";
}

/** Why it cannot listen there, and what to do. */
function whyNot(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "EADDRINUSE":
      return "another process listens there; stop it, or name another port";
    case "EADDRNOTAVAIL":
      return "this machine has no such address; name one that it has, such as 127.0.0.1";
    case "EACCES":
      return "ports below 1024 need a privilege; name a higher one";
    default:
      return `${code}; name another address`;
  }
}
