import pino from "pino";
import type { LogLevel } from "../config/schema.ts";
import type { Log } from "../scheduler/log.ts";

// What an error may show in a log: our own messages carry no secret and no traceback of a target; the stack
// is ours. Fields that libraries hang onto errors (requests, sockets, packets) are left out.
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const reason = "reason" in error ? { reason: error.reason } : {};
  return { type: error.name, message: error.message, ...reason, stack: error.stack };
}

/** JSON lines on standard error: constant messages, data in fields, times in ISO 8601. */
export function createLog(level: LogLevel): Log {
  return pino(
    { level, base: {}, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describe } },
    pino.destination({ dest: 2, sync: true }),
  );
}
