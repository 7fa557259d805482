export type Limits = {
  /** Tasks at the same time in all. */
  readonly fleet: number;
  /** Tasks at the same time on one host. */
  readonly perHost: number;
};

export type Budget = {
  /**
   * Runs `task` as soon as the fleet and every one of `hosts` have room, first come, first served; rejects
   * with the signal's reason when it is aborted while waiting. The signal does not reach a running task.
   */
  run<T>(hosts: readonly string[], signal: AbortSignal, task: () => Promise<T>): Promise<T>;
  /** New limits; running tasks go on, and count. */
  resize(limits: Limits): void;
};

type Waiter = {
  readonly hosts: ReadonlySet<string>;
  overtaken: number;
  readonly enter: () => void;
};

// A task of several hosts could wait for ever while others keep taking one host each. After this many it
// holds its place on them: enough that a slow host does not hold up others in any usual fleet.
const patience = 8;

function shareHost(a: Waiter, b: Waiter): boolean {
  return [...a.hosts].some((host) => b.hosts.has(host));
}

/** A task that waits for its host takes no place in the fleet, so a slow host delays no other host's work. */
export function createBudget(initial: Limits): Budget {
  let limits = initial;
  let running = 0;
  const perHost = new Map<string, number>();
  const queue: Waiter[] = [];

  const isFree = (host: string) => (perHost.get(host) ?? 0) < limits.perHost;

  function take(hosts: ReadonlySet<string>): void {
    running += 1;
    for (const host of hosts) perHost.set(host, (perHost.get(host) ?? 0) + 1);
  }

  function giveBack(hosts: ReadonlySet<string>): void {
    running -= 1;
    for (const host of hosts) {
      const left = (perHost.get(host) ?? 0) - 1;
      if (left > 0) perHost.set(host, left);
      else perHost.delete(host);
    }
    admit();
  }

  /** Lets in, in their order, all for whom there is room. */
  function admit(): void {
    const passed: Waiter[] = [];
    const reserved = new Set<string>();
    for (const waiter of queue.slice()) {
      if (running >= limits.fleet) return;
      if ([...waiter.hosts].every((host) => isFree(host) && !reserved.has(host))) {
        for (const other of passed) if (shareHost(other, waiter)) other.overtaken += 1;
        queue.splice(queue.indexOf(waiter), 1);
        take(waiter.hosts);
        waiter.enter();
      } else {
        passed.push(waiter);
        if (waiter.overtaken >= patience) for (const host of waiter.hosts) reserved.add(host);
      }
    }
  }

  function place(hosts: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal.reason as Error);
        admit(); // its place may have been held
      };
      const enter = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const waiter: Waiter = { hosts, overtaken: 0, enter };
      signal.addEventListener("abort", leave, { once: true });
      queue.push(waiter);
      admit();
    });
  }

  async function run<T>(
    names: readonly string[],
    signal: AbortSignal,
    task: () => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const hosts = new Set(names);
    await place(hosts, signal);
    try {
      signal.throwIfAborted(); // since it got its place
      return await task();
    } finally {
      giveBack(hosts);
    }
  }

  function resize(next: Limits): void {
    limits = next;
    admit();
  }

  return { run, resize };
}
