import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/model/errors.ts";
import { createBudget } from "../../src/scheduler/budget.ts";
import { createScheduler } from "../../src/scheduler/scheduler.ts";
import { StoppedError } from "../../src/scheduler/types.ts";
import {
  clock,
  fakeTime,
  memoryLog,
  never,
  openTestStore,
  pass,
  rig,
  settle,
  target,
} from "./support.ts";
import type { TestJobs } from "./support.ts";

async function started(limits?: { fleet: number; perHost: number }) {
  fakeTime("2026-03-02T05:00:00.000Z");
  const store = await openTestStore();
  return { store, ...rig(store, [target("staging"), target("uat")], limits) };
}

describe("runNow", () => {
  it("hands the request to the handler and gives its result", async () => {
    const { scheduler, pieces } = await started();
    const result = scheduler.runNow("audit", "staging", "manual", "mail only", never);
    await settle();
    expect(pieces).toMatchObject([
      { environment: "staging", trigger: "manual", options: "mail only", slot: undefined },
    ]);
    pieces[0]?.end("the record");
    await expect(result).resolves.toBe("the record");
  });

  it("passes on what the handler throws", async () => {
    const { scheduler, pieces } = await started();
    const result = scheduler.runNow("audit", "staging", "manual", "", never);
    await settle();
    pieces[0]?.fail(new Error("not recorded"));
    await expect(result).rejects.toThrow("not recorded");
  });

  it("waits for what runs in the same environment, and not for others", async () => {
    const { scheduler, pieces, started: order } = await started({ fleet: 9, perHost: 9 });
    await scheduler.start();
    await settle();
    expect(order()).toEqual(["staging", "uat"]); // the slots of midnight
    const again = scheduler.runNow("audit", "staging", "refresh", "", never);
    await settle();
    expect(pieces).toHaveLength(2);
    pieces[0]?.end();
    await settle();
    expect(pieces[2]).toMatchObject({ environment: "staging", trigger: "refresh" });
    pieces[2]?.end();
    await again;
  });

  it("takes its place in the budget", async () => {
    const { scheduler, pieces } = await started({ fleet: 1, perHost: 1 });
    void scheduler.runNow("audit", "staging", "manual", "", never);
    void scheduler.runNow("audit", "uat", "manual", "", never);
    await settle();
    expect(pieces).toHaveLength(1);
    pieces[0]?.end();
    await settle();
    expect(pieces).toHaveLength(2);
  });

  it("is no overrun for the schedule, which waits for it", async () => {
    const { scheduler, pieces, overruns } = await started();
    void scheduler.runNow("audit", "staging", "manual", "", never);
    await settle();
    await scheduler.start();
    await settle();
    pieces[0]?.end();
    await settle();
    expect(pieces.map(({ environment, trigger }) => `${environment} ${trigger}`)).toEqual([
      "staging manual",
      "uat schedule",
      "staging schedule",
    ]);
    expect(overruns).toEqual([]);
  });

  it("aborts what runs when the one who asked goes away, and nothing else", async () => {
    const { scheduler, pieces } = await started();
    const asking = new AbortController();
    const mine = scheduler.runNow("audit", "staging", "manual", "", asking.signal);
    void scheduler.runNow("audit", "uat", "manual", "", never);
    await settle();
    asking.abort(new Error("gone"));
    await expect(mine).rejects.toThrow("gone");
    expect(pieces.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it("leaves the queue when the one who asked goes away", async () => {
    const { scheduler, pieces } = await started({ fleet: 1, perHost: 1 });
    const asking = new AbortController();
    void scheduler.runNow("audit", "staging", "manual", "", never);
    const mine = scheduler.runNow("audit", "uat", "manual", "", asking.signal);
    asking.abort(new Error("gone"));
    await expect(mine).rejects.toThrow("gone");
    await settle();
    pieces[0]?.end();
    await settle();
    expect(pieces).toHaveLength(1);
  });

  it("refuses an environment that is not configured", async () => {
    const { scheduler } = await started();
    const wrong = scheduler.runNow("audit", "stagging\u001b[2J", "manual", "", never);
    await expect(wrong).rejects.toThrow(
      new UsageError("no environment `stagging\\u001b[2J` is configured"),
    );
  });
});

describe("stop", () => {
  it("lets running work end, and starts none", async () => {
    const { scheduler, pieces, store } = await started({ fleet: 1, perHost: 1 });
    await scheduler.start();
    await settle();
    const stopped = scheduler.stop();
    await pass(10_000);
    expect(pieces).toHaveLength(1);
    expect(pieces[0]?.signal.aborted).toBe(false);
    pieces[0]?.end();
    await expect(stopped).resolves.toBe(true);
    expect(pieces).toHaveLength(1);
    expect(await store.slots.unfinished()).toMatchObject([
      { environment: "uat", state: "planned", attempts: 0 },
    ]);
  });

  it("aborts running work after the grace, whose slot stays unfinished", async () => {
    const { scheduler, pieces, store } = await started();
    await scheduler.start();
    await settle();
    const stopped = scheduler.stop({ graceMs: 3_000 });
    await pass(2_900);
    expect(pieces[0]?.signal.aborted).toBe(false);
    await pass(200);
    await expect(stopped).resolves.toBe(true);
    expect(pieces[0]?.signal.reason).toBeInstanceOf(StoppedError);
    expect(await store.slots.unfinished()).toMatchObject([
      { state: "running" },
      { state: "running" },
    ]);
  });

  it("aborts at once when it is called again", async () => {
    const { scheduler, pieces } = await started();
    await scheduler.start();
    await settle();
    const stopped = scheduler.stop();
    void scheduler.stop();
    await expect(stopped).resolves.toBe(true);
    expect(pieces.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it("does not wait for ever for work that ignores its signal", async () => {
    fakeTime("2026-03-02T05:00:00.000Z");
    const { slots } = await openTestStore();
    const scheduler = createScheduler<TestJobs>({
      targets: [target("staging")],
      slots,
      clock,
      log: memoryLog().log,
      graceMs: 1_000,
      handlers: { audit: () => new Promise<string>(() => undefined) },
      budget: createBudget({ fleet: 1, perHost: 1 }),
      onOverrun: async () => undefined,
    });
    await scheduler.start();
    await settle();
    const stopped = scheduler.stop();
    await pass(6_100);
    await expect(stopped).resolves.toBe(false);
  });

  it("refuses what is asked for afterwards, and what still waited", async () => {
    const { scheduler, pieces } = await started({ fleet: 1, perHost: 1 });
    const running = scheduler.runNow("audit", "staging", "manual", "", never);
    const waiting = scheduler.runNow("audit", "uat", "manual", "", never);
    await settle();
    const stopped = scheduler.stop();
    await expect(waiting).rejects.toThrow(StoppedError);
    await expect(scheduler.runNow("audit", "uat", "api", "", never)).rejects.toThrow(StoppedError);
    pieces[0]?.end("recorded");
    await expect(running).resolves.toBe("recorded");
    await stopped;
  });

  it("is done at once when nothing runs, and nothing starts afterwards", async () => {
    const { scheduler, pieces } = await started();
    await expect(scheduler.stop()).resolves.toBe(true);
    await scheduler.start();
    await pass(60_000);
    expect(pieces).toEqual([]);
  });
});
