import { z } from "zod";
import type { MailCanary } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import { defaultDeadlineMs, httpConnection, type HttpConnection } from "../http/request.ts";
import type { HttpRequest, HttpResponse } from "../http/exchange.ts";

/** A mail catcher, asked for one message. Throws `TargetError`. */
export type Catcher = {
  /** Id of the message whose subject holds the token; undefined as long as there is none. */
  find(token: string, signal: AbortSignal): Promise<string | undefined>;
  /** Removes that one message. */
  remove(id: string, signal: AbortSignal): Promise<void>;
  close(): void;
};

/** A page of a search for a random token is small, whatever else the catcher holds. */
const maxBytes = 4 * 1024 * 1024;

export function mailCatcher({ catcher, api }: MailCanary): Catcher {
  const connection = httpConnection({ url: catcher, ca: undefined });
  const ask = asking(connection);
  switch (api) {
    case "mailpit":
      return { ...mailpit(ask), close: () => connection.close() };
    case "mailhog":
      return { ...mailhog(ask), close: () => connection.close() };
  }
}

type Ask = (
  request: Pick<HttpRequest, "method" | "path" | "body">,
  signal: AbortSignal,
) => Promise<HttpResponse>;

function asking(connection: HttpConnection): Ask {
  return async (request, signal) => {
    const headers = { accept: "application/json", "content-type": "application/json" };
    const limits = { deadlineMs: defaultDeadlineMs, maxBytes };
    const response = await connection.send({ ...request, headers, signal, ...limits });
    const { status } = response;
    if (status === 200) return response;
    const what = `the mail catcher at ${connection.origin} answered HTTP ${status}`;
    throw status === 401 || status === 403
      ? new TargetError("access_denied", `${what}: its API must be open to the auditor`)
      : new TargetError("malformed_response", `${what}: is that its API?`);
  };
}

/** The answer as it must be; anything else is no answer of this catcher. */
function parsed<T>(schema: z.ZodType<T>, response: HttpResponse, name: string): T {
  let value: unknown;
  try {
    value = JSON.parse(response.body.toString("utf8"));
  } catch {
    value = undefined;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TargetError("malformed_response", `the mail catcher does not answer as ${name} does`);
}

const mailpitAnswer = z.object({
  messages: z.array(z.object({ ID: z.string().min(1), Subject: z.string() })),
});

function mailpit(ask: Ask): Omit<Catcher, "close"> {
  return {
    async find(token, signal) {
      const query = encodeURIComponent(`subject:"${token}"`);
      const response = await ask({ method: "GET", path: `/api/v1/search?query=${query}` }, signal);
      const { messages } = parsed(mailpitAnswer, response, "Mailpit");
      return messages.find(({ Subject: subject }) => subject.includes(token))?.ID;
    },
    async remove(id, signal) {
      // Without ids it would remove every message.
      const body = JSON.stringify({ IDs: [id] });
      await ask({ method: "DELETE", path: "/api/v1/messages", body }, signal);
    },
  };
}

const mailhogAnswer = z.object({
  items: z.array(
    z.object({
      ID: z.string().min(1),
      Content: z.object({ Headers: z.record(z.string(), z.array(z.string())) }),
    }),
  ),
});

function mailhog(ask: Ask): Omit<Catcher, "close"> {
  return {
    async find(token, signal) {
      const query = `kind=containing&query=${encodeURIComponent(token)}`;
      const response = await ask({ method: "GET", path: `/api/v2/search?${query}` }, signal);
      const { items } = parsed(mailhogAnswer, response, "MailHog");
      const isOurs = (subjects: readonly string[] = []): boolean =>
        subjects.some((subject) => subject.includes(token));
      return items.find(({ Content: content }) => isOurs(content.Headers["Subject"]))?.ID;
    },
    async remove(id, signal) {
      const path = `/api/v1/messages/${encodeURIComponent(id)}`;
      await ask({ method: "DELETE", path }, signal);
    },
  };
}
