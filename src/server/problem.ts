import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";

/** Answers with `application/problem+json` (RFC 9457). */
export function problem(reply: FastifyReply, status: number, detail: string): FastifyReply {
  const body = { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail };
  // A buffer, since Fastify would turn a string of this type into JSON once more.
  return reply
    .code(status)
    .type("application/problem+json; charset=utf-8")
    .send(Buffer.from(`${JSON.stringify(body)}\n`));
}

/** Unknown addresses and errors as problems; what is our mistake goes to `onError` and is not shown. */
export function answerProblems(app: FastifyInstance, onError: (error: unknown) => void): void {
  app.setNotFoundHandler((_, reply) =>
    problem(reply, 404, "no such address or method; / names them"),
  );
  app.setErrorHandler((error: FastifyError, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return problem(reply, status, error.message);
    onError(error);
    return problem(reply, 500, "an error of envaudit; its log says more");
  });
}
