import { StoppedError } from "./types.ts";

// What aborted work gets to close its connections and roll back: more than any transport's own time for
// closing, less than the patience of a service manager that has waited the grace already.
const settleMs = 5_000;

/** The work in hand, and how it ends when the daemon does. */
export type Drain = {
  /** Aborted when no work may start any more. */
  readonly closed: AbortSignal;
  /** Aborted when running work has to end. */
  readonly forced: AbortSignal;
  /** Counts `work` in: `stop` waits for it. Its outcome stays the caller's. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** See `Scheduler.stop`. */
  stop(graceMs: number): Promise<boolean>;
};

export function createDrain(): Drain {
  const closing = new AbortController();
  const forcing = new AbortController();
  const held = new Set<Promise<unknown>>();
  let stopped: Promise<boolean> | undefined;

  function hold<T>(work: Promise<T>): Promise<T> {
    held.add(work);
    const letGo = () => held.delete(work);
    work.then(letGo, letGo);
    return work;
  }

  const force = () => {
    if (!forcing.signal.aborted) forcing.abort(new StoppedError());
  };

  async function drain(graceMs: number): Promise<boolean> {
    closing.abort(new StoppedError());
    const grace = setTimeout(force, graceMs);
    const settle = Promise.withResolvers<boolean>();
    let settling: NodeJS.Timeout | undefined;
    forcing.signal.addEventListener("abort", () => {
      settling = setTimeout(() => settle.resolve(false), settleMs);
    });
    const ended = await Promise.race([allEnded(), settle.promise]);
    clearTimeout(grace);
    clearTimeout(settling);
    return ended;
  }

  async function allEnded(): Promise<boolean> {
    // Work that ends may have had more to write down, which is held too.
    while (held.size > 0) await Promise.allSettled(held);
    return true;
  }

  function stop(graceMs: number): Promise<boolean> {
    if (stopped === undefined) stopped = drain(graceMs);
    else force();
    return stopped;
  }

  return { closed: closing.signal, forced: forcing.signal, hold, stop };
}
