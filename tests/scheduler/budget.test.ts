import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/scheduler/budget.ts";
import type { Budget } from "../../src/scheduler/budget.ts";
import { never } from "./support.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Tasks by name that run until they are ended; `log` says the order in which they began. */
function workload(budget: Budget) {
  const log: string[] = [];
  const enders = new Map<string, () => void>();
  function add(name: string, hosts: readonly string[], signal = never): Promise<string> {
    return budget.run(hosts, signal, () => {
      log.push(name);
      return new Promise((resolve) => enders.set(name, () => resolve(name)));
    });
  }
  async function end(name: string): Promise<void> {
    enders.get(name)?.();
    await turn();
  }
  return { log, add, end };
}

describe("createBudget", () => {
  it("runs at most so many in the fleet, in the order in which they came", async () => {
    const { log, add, end } = workload(createBudget({ fleet: 2, perHost: 1 }));
    for (const name of ["a", "b", "c", "d"]) void add(name, [`${name}.test`]);
    await turn();
    expect(log).toEqual(["a", "b"]);
    await end("b");
    expect(log).toEqual(["a", "b", "c"]);
    await end("a");
    expect(log).toEqual(["a", "b", "c", "d"]);
  });

  it("does not let a slow host delay another host's work while the fleet has room", async () => {
    const { log, add } = workload(createBudget({ fleet: 2, perHost: 1 }));
    void add("slow 1", ["slow"]);
    for (let n = 2; n < 10; n += 1) void add(`slow ${n}`, ["slow"]);
    void add("quick", ["quick"]);
    await turn();
    expect(log).toEqual(["slow 1", "quick"]);
  });

  it("counts a host once for a task that names it twice, and only the fleet for one without a host", async () => {
    const { log, add } = workload(createBudget({ fleet: 3, perHost: 1 }));
    void add("twice", ["one", "one"]);
    void add("none", []);
    void add("other", ["two"]);
    await turn();
    expect(log).toEqual(["twice", "none", "other"]);
  });

  it("runs several on one host where that is allowed", async () => {
    const { log, add } = workload(createBudget({ fleet: 9, perHost: 2 }));
    for (const name of ["a", "b", "c"]) void add(name, ["one"]);
    await turn();
    expect(log).toEqual(["a", "b"]);
  });

  it("gives back the place of a task that fails, and passes its error on", async () => {
    const budget = createBudget({ fleet: 1, perHost: 1 });
    const failing = budget.run(["one"], never, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    await expect(budget.run(["one"], never, async () => "yes")).resolves.toBe("yes");
  });

  it("forgets a task whose signal is aborted while it waits", async () => {
    const { log, add, end } = workload(createBudget({ fleet: 1, perHost: 1 }));
    const stop = new AbortController();
    void add("a", []);
    const waiting = add("b", [], stop.signal);
    void add("c", []);
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await end("a");
    expect(log).toEqual(["a", "c"]);
  });

  it("does not begin a task whose signal is aborted already", async () => {
    const { log, add } = workload(createBudget({ fleet: 1, perHost: 1 }));
    await expect(add("a", [], AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    expect(log).toEqual([]);
  });

  it("gives back the place of a task that was aborted in the moment it got it", async () => {
    const budget = createBudget({ fleet: 1, perHost: 1 });
    const { log, add, end } = workload(budget);
    const stop = new AbortController();
    const got = add("a", [], stop.signal);
    stop.abort(new Error("at once"));
    await expect(got).rejects.toThrow("at once");
    void add("b", []);
    await turn();
    expect(log).toEqual(["b"]);
    await end("b");
  });

  it("lets a task of two hosts in, although others keep taking one of them each", async () => {
    const { log, add, end } = workload(createBudget({ fleet: 9, perHost: 1 }));
    void add("one 0", ["one"]);
    void add("two 0", ["two"]);
    void add("both", ["one", "two"]);
    for (let n = 1; n <= 20; n += 1) {
      void add(`one ${n}`, ["one"]);
      void add(`two ${n}`, ["two"]);
    }
    await turn();
    for (let n = 0; n <= 20 && !log.includes("both"); n += 1) {
      await end(`one ${n}`);
      await end(`two ${n}`);
    }
    expect(log).toContain("both");
    expect(log.length).toBeLessThan(16);
  });

  it("does not hold places for one that gave up", async () => {
    const { log, add, end } = workload(createBudget({ fleet: 9, perHost: 1 }));
    const stop = new AbortController();
    void add("one 0", ["one"]);
    void add("two", ["two"]);
    const both = add("both", ["one", "two"], stop.signal);
    for (let n = 1; n <= 10; n += 1) void add(`one ${n}`, ["one"]);
    await turn();
    for (let n = 0; n < 10; n += 1) await end(`one ${n}`);
    expect(log.at(-1)).toBe("one 8"); // the place on the host is held now
    stop.abort(new Error("gave up"));
    await expect(both).rejects.toThrow("gave up");
    await turn();
    expect(log.at(-1)).toBe("one 9");
  });

  it("takes new limits without losing what runs", async () => {
    const budget = createBudget({ fleet: 1, perHost: 1 });
    const { log, add, end } = workload(budget);
    for (const name of ["a", "b", "c"]) void add(name, [name]);
    budget.resize({ fleet: 2, perHost: 1 });
    await turn();
    expect(log).toEqual(["a", "b"]);
    budget.resize({ fleet: 1, perHost: 1 });
    await end("a");
    expect(log).toEqual(["a", "b"]);
    await end("b");
    expect(log).toEqual(["a", "b", "c"]);
  });
});
