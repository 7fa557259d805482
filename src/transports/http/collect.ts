import type { IncomingMessage } from "node:http";
import { TargetError } from "../../model/errors.ts";
import { plural } from "../../model/text.ts";

const KiB = 1024;

/** `32 MiB`, `500 KiB`, `64 bytes`. */
function formatBytes(bytes: number): string {
  if (bytes >= KiB * KiB) return `${Math.round(bytes / (KiB * KiB))} MiB`;
  return bytes >= KiB ? `${Math.round(bytes / KiB)} KiB` : plural(bytes, "byte");
}

/**
 * The body of an answer, at most `maxBytes` of it in memory: a longer one is `response_too_large`, and its
 * connection is destroyed at once instead of being drained.
 */
export function collect(
  incoming: IncomingMessage,
  maxBytes: number,
  origin: string,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const refuse = (): void => {
      incoming.removeAllListeners("data");
      chunks.length = 0;
      const text = `${origin}: the answer is larger than ${formatBytes(maxBytes)}`;
      reject(new TargetError("response_too_large", text));
      incoming.destroy();
    };
    incoming.on("error", reject);
    incoming.on("close", () => {
      if (!incoming.complete) reject(Object.assign(new Error("closed"), { code: "ECONNRESET" }));
    });
    if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) return refuse();
    incoming.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received > maxBytes) refuse();
      else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks)));
  });
}
