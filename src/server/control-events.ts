import type { AuditEvent } from "../model/events.ts";
import type { Failure } from "./services.ts";

/** One line of the answer to `POST /audits`. Exactly one of the last two comes, at the end. */
export type ControlEvent =
  | AuditEvent
  | { readonly type: "done" }
  | { readonly type: "error"; readonly error: Failure };
