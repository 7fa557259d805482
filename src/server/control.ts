import type { ServerResponse } from "node:http";
import Fastify from "fastify";
import { z } from "zod";
import { controlIds } from "../model/outcome.ts";
import { failureOf } from "./failure.ts";
import { answerProblems, problem } from "./problem.ts";
import type { AuditRequest, Services } from "./services.ts";
import { placeSocket } from "./socket.ts";
import type { ControlEvent } from "./control-events.ts";

export type ControlParts = {
  /** Path of the unix socket. */
  readonly path: string;
  readonly services: Pick<Services, "startAudit" | "info">;
  readonly onError: (error: unknown) => void;
};

const names = z.array(z.string().min(1).max(200)).max(10_000).optional();
const requestSchema = z.strictObject({
  environments: names,
  controls: z.array(z.enum(controlIds)).optional(),
  checks: names,
});

/**
 * The way in for commands beside a running daemon, on a unix socket of its owner alone: `POST /audits`
 * answers with one JSON event a line, the last of which is `done` or `error`, and `GET /status`. Whoever
 * goes away has the audits aborted that they asked for. Throws `ConfigError` when the socket cannot be made.
 */
export async function startControl(parts: ControlParts): Promise<{ close(): Promise<void> }> {
  const { path, services, onError } = parts;
  // No timeouts: an answer takes as long as its audits, and only the owner can connect.
  const app = Fastify({ logger: false, forceCloseConnections: true });
  answerProblems(app, onError);
  app.get("/status", () => services.info());
  app.post("/audits", async (request, reply) => {
    const parsed = requestSchema.safeParse(request.body);
    if (!parsed.success) return problem(reply, 400, inOneLine(parsed.error));
    reply.hijack();
    await answerAudits(parsed.data, reply.raw, parts);
    return reply;
  });
  try {
    const remove = await placeSocket(path, (made) => app.listen({ path: made }));
    return {
      async close() {
        remove();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

const inOneLine = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => [...path, message].join(": ")).join("; ");

async function answerAudits(
  request: AuditRequest,
  response: ServerResponse,
  { services, onError }: ControlParts,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort(new Error("the one who asked has gone")));
  response.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8" });
  response.flushHeaders();
  const write = (event: ControlEvent) => {
    if (!gone.signal.aborted) response.write(`${JSON.stringify(event)}\n`);
  };
  try {
    await services.startAudit(request, write, gone.signal);
    write({ type: "done" });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === "internal" && !gone.signal.aborted) onError(error);
    write({ type: "error", error: failure });
  }
  response.end();
}
