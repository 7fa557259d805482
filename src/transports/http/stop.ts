import { TargetError } from "../../model/errors.ts";

/** The one signal that ends a request, aborted with the `TargetError` that says why. */
export type Stop = { readonly signal: AbortSignal; release(): void };

export type Limits = {
  /** How messages name the target: its origin, `https://host:port`. */
  readonly origin: string;
  /** For the whole exchange, in milliseconds: a byte now and then does not extend it. */
  readonly deadlineMs: number;
  readonly audit: AbortSignal;
  /** Aborted when the wire is closed. */
  readonly closed: AbortSignal;
};

/** Ends at the first of: the audit's signal, the wire being closed, the request's own deadline. */
export function stopAt({ origin, deadlineMs, audit, closed }: Limits): Stop {
  const stop = new AbortController();
  const onAudit = (): void =>
    stop.abort(new TargetError("deadline_exceeded", `stopped before ${origin} had answered`));
  const onClosed = (): void =>
    stop.abort(
      new TargetError("deadline_exceeded", `the connection to ${origin} was closed on our side`),
    );
  const onDeadline = (): void =>
    stop.abort(
      new TargetError("timeout", `${origin} did not answer in full within ${deadlineMs / 1000} s`),
    );
  const timer = setTimeout(onDeadline, deadlineMs);
  audit.addEventListener("abort", onAudit);
  closed.addEventListener("abort", onClosed);
  if (closed.aborted) onClosed();
  if (audit.aborted) onAudit();
  return {
    signal: stop.signal,
    release() {
      clearTimeout(timer);
      audit.removeEventListener("abort", onAudit);
      closed.removeEventListener("abort", onClosed);
    },
  };
}
