import { TargetError } from "../../model/errors.ts";

/** What a caller gets whose signal fired; `what` says what was under way. */
export function stopped(what: string): TargetError {
  return new TargetError("deadline_exceeded", `${what}: stopped, the audit's time was over`);
}

/** `promise`, or `deadline_exceeded` as soon as the signal fires; what runs underneath goes on. */
export async function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  what: string,
): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined); // nobody waits for it any more
    throw stopped(what);
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(stopped(what));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
