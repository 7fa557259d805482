import { describe, expect, it, vi } from "vitest";
import { startPoller } from "../../src/scheduler/poll.ts";
import { fakeTime, memoryLog, pass } from "./support.ts";

describe("startPoller", () => {
  it("runs after each interval, the first time not at once", async () => {
    fakeTime("2026-03-02T05:00:00Z");
    const task = vi.fn<() => Promise<void>>(async () => undefined);
    const poller = startPoller(1_000, task, memoryLog().log);
    await pass(999);
    expect(task).toHaveBeenCalledTimes(0);
    await pass(2_001);
    expect(task).toHaveBeenCalledTimes(3);
    await poller.stop();
    await pass(5_000);
    expect(task).toHaveBeenCalledTimes(3);
  });

  it("never overlaps, however long a round takes", async () => {
    fakeTime("2026-03-02T05:00:00Z");
    const rounds: (() => void)[] = [];
    const poller = startPoller(
      1_000,
      () => new Promise((resolve) => rounds.push(resolve)),
      memoryLog().log,
    );
    await pass(10_000);
    expect(rounds).toHaveLength(1);
    rounds[0]?.();
    await pass(1_000);
    expect(rounds).toHaveLength(2);
    rounds[1]?.();
    await poller.stop();
  });

  it("says that a round failed, and goes on", async () => {
    fakeTime("2026-03-02T05:00:00Z");
    const { log, lines } = memoryLog();
    const poller = startPoller(1_000, () => Promise.reject(new Error("no")), log);
    await pass(2_000);
    expect(lines).toMatchObject([
      { level: "error", message: "a round of polling failed" },
      { level: "error" },
    ]);
    await poller.stop();
  });

  it("aborts a running round at stop and waits for it, without a complaint", async () => {
    fakeTime("2026-03-02T05:00:00Z");
    const { log, lines } = memoryLog();
    let ended = false;
    const task = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener("abort", () => {
          ended = true;
          reject(signal.reason as Error);
        });
      });
    const poller = startPoller(1_000, task, log);
    await pass(1_000);
    await poller.stop();
    expect(ended).toBe(true);
    expect(lines).toEqual([]);
  });
});
