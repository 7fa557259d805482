import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import Deserializer from "xmlrpc/lib/deserializer.js";
import { TargetError } from "../../model/errors.ts";
import { shapeProblem } from "./xmlrpc-shape.ts";

/** A fault as it was sent: numbers from `/xmlrpc/2`, strings from the older endpoints. */
export type Fault = { readonly code: number | string; readonly message: string };
export type Answer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "fault"; readonly fault: Fault };

/** Some tens of milliseconds of parsing; between two slices others get their turn. */
const sliceBytes = 256 * 1024;

/**
 * A whole XML-RPC answer: `nil` is null, numbers and booleans are themselves, everything else is strings,
 * arrays and plain objects. Anything but one whole answer is `malformed_response`, never a part of it.
 */
export async function decodeAnswer(body: Buffer): Promise<Answer> {
  const problem = shapeProblem(utf8(body));
  if (problem !== undefined) throw malformed(problem);
  const decoded = await deserialize(body);
  if (!(decoded instanceof Error)) return { kind: "value", value: decoded };
  const fault = faultOf(decoded);
  if (fault === undefined) throw malformed("the decoder refused it");
  return { kind: "fault", fault };
}

function malformed(problem: string): TargetError {
  return new TargetError("malformed_response", `the answer is not whole XML-RPC: ${problem}`);
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw malformed("not UTF-8");
  }
}

/** The value, or the error that stands for a fault or a broken answer: the package makes one of both. */
function deserialize(body: Buffer): Promise<unknown> {
  return new Promise((resolve) => {
    const stream = Readable.from(slices(body), { objectMode: false });
    new Deserializer().deserializeMethodResponse(stream, (error, result) => {
      resolve(error ?? result);
    });
  });
}

async function* slices(body: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += sliceBytes) {
    if (at > 0) await turn();
    yield body.subarray(at, at + sliceBytes);
  }
}

function faultOf(error: Error): Fault | undefined {
  const { faultCode: code, faultString: message } = error as Error & Record<string, unknown>;
  if (typeof code !== "number" && typeof code !== "string") return undefined;
  return typeof message === "string" ? { code, message } : undefined;
}
