import type { Log } from "./log.ts";

export type Poller = {
  /** No further round; a running one is aborted and waited for. */
  stop(): Promise<void>;
};

/**
 * Runs `task` every `everyMs`, the first time after `firstMs`, or one interval. The interval is counted from the
 * end of a round to the start of the next, so rounds never overlap. A round that fails is logged; the next one comes
 * all the same.
 */
export function startPoller(
  everyMs: number,
  task: (signal: AbortSignal) => Promise<void>,
  log: Log,
  firstMs = everyMs,
): Poller {
  const stopping = new AbortController();
  let round: Promise<void> = Promise.resolve();
  let timer = setTimeout(begin, firstMs);

  function begin(): void {
    round = once();
  }

  async function once(): Promise<void> {
    try {
      await task(stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error }, "a round of polling failed");
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, everyMs);
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await round;
    },
  };
}
