import { abortable } from "./abort.ts";

/** Gives out at most `count` slots at once, first come first served. */
export type Slots = {
  /** Runs `work` in a slot; a caller whose signal fires while it waits gets `deadline_exceeded`. */
  run<T>(work: () => Promise<T>, signal: AbortSignal, what: string): Promise<T>;
};

export function slots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  function take(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  function release(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  async function run<T>(work: () => Promise<T>, signal: AbortSignal, what: string): Promise<T> {
    const taken = take();
    try {
      await abortable(taken, signal, what);
    } catch (error) {
      void taken.then(release); // its turn still comes, and goes to the next
      throw error;
    }
    try {
      return await work();
    } finally {
      release();
    }
  }

  return { run };
}
