import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { InternalError, RecordError, UsageError } from "../model/errors.ts";
import type { OnAuditEvent } from "../model/events.ts";
import { printable } from "../model/text.ts";
import type { ControlEvent } from "./control-events.ts";
import { errorOf } from "./failure.ts";
import type { AuditRequest } from "./services.ts";

// One line holds one audit with all its facts: a few megabytes at the very most.
const maxLine = 64 * 1024 * 1024;

/**
 * Has the daemon behind `socketPath` audit what the request names; `onEvent` hears how it goes on. Resolves
 * when the daemon said that all is done. Throws `RecordError` when it does not answer or ends in the middle,
 * the daemon's own error when it says one, or the signal's reason, upon which the daemon aborts what was
 * asked for.
 */
export async function requestAudits(
  socketPath: string,
  request: AuditRequest,
  onEvent: OnAuditEvent,
  signal: AbortSignal,
): Promise<void> {
  const response = await post(socketPath, request, signal);
  if (response.statusCode !== 200) throw await refusal(response);
  for await (const line of linesOf(response, signal)) {
    const event = parse(line);
    if (event.type === "done") return;
    if (event.type === "error") throw errorOf(event.error);
    onEvent(event);
  }
  throw new RecordError(
    "the daemon ended before its audits did: what it had not said is not known",
  );
}

function post(
  socketPath: string,
  body: AuditRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const options = { socketPath, path: "/audits", method: "POST", headers, signal, agent: false };
    const sent = httpRequest(options, resolve);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const message = `the daemon does not answer on ${printable(socketPath)} (${error.code})`;
      const cause = { cause: error };
      reject(signal.aborted ? (signal.reason as Error) : new RecordError(message, cause));
    });
    sent.end(JSON.stringify(body));
  });
}

/** Whole lines; ends, and says no more, when the connection is lost. */
async function* linesOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<string> {
  response.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > maxLine) throw new InternalError("the daemon's answer is too long");
      yield* lines;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InternalError) throw error;
  }
}

/** Only the type is looked at: the other end is the same program, and its socket is its owner's alone. */
function parse(line: string): ControlEvent {
  const types = ["planned", "started", "finished", "failed", "done", "error"];
  try {
    const event = JSON.parse(line) as ControlEvent;
    if (types.includes(event.type)) return event;
  } catch {
    // Said below: what it was does not help.
  }
  throw new InternalError("the daemon answered something that is no event");
}

async function refusal(response: IncomingMessage): Promise<Error> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) text += chunk;
  if (response.statusCode !== 400) return new InternalError("the daemon refused the request");
  const { detail } = JSON.parse(text) as { readonly detail: string };
  return new UsageError(printable(detail));
}
