import { describe, expect, it } from "vitest";
import { fakeTime, hour, minute, openTestStore, pass, rig, settle, target } from "./support.ts";

const production = target("production", { rank: 0, holdMs: 5 * minute });
const copies = [target("copy"), target("other")];

async function empty() {
  fakeTime("2026-03-02T05:00:00.000Z");
  return await openTestStore();
}

describe("ranks", () => {
  it("on an empty store, the lower rank's work ends before the higher one's starts", async () => {
    const { scheduler, pieces, started } = rig(await empty(), [...copies, production]);
    await scheduler.start();
    await pass(minute);
    expect(started()).toEqual(["production"]);
    expect(scheduler.status().map(({ busy }) => busy)).toEqual([true, true, true]);
    pieces[0]?.end();
    await settle();
    expect(started()).toEqual(["production", "copy", "other"]);
  });

  it("work that fails holds nobody up", async () => {
    const { scheduler, pieces, started } = rig(await empty(), [...copies, production]);
    await scheduler.start();
    await settle();
    pieces[0]?.fail(new Error("the disk is full"));
    await settle();
    expect(started()).toEqual(["production", "copy", "other"]);
  });

  it("work that does not end holds the others up for as long as it may", async () => {
    const { scheduler, started } = rig(await empty(), [...copies, production]);
    await scheduler.start();
    await pass(5 * minute - 1);
    expect(started()).toEqual(["production"]);
    await pass(1);
    expect(started()).toEqual(["production", "copy", "other"]);
  });

  it("several of one rank that wait for each other hold the others up no longer than one", async () => {
    const same = { rank: 0, hosts: ["one"], holdMs: 5 * minute };
    const targets = [target("copy"), target("live-a", same), target("live-b", same)];
    const { scheduler, started } = rig(await empty(), targets);
    await scheduler.start();
    await pass(5 * minute);
    expect(started()).toEqual(["live-a", "copy"]);
  });

  it("holds at a tick as at a start: what a reload adds is due at once", async () => {
    const { scheduler, started, pieces } = rig(await empty(), []);
    await scheduler.start();
    scheduler.reload([...copies, production]);
    await pass(10_000);
    expect(started()).toEqual(["production"]);
    pieces[0]?.end();
    await settle();
    expect(started()).toEqual(["production", "copy", "other"]);
  });

  it("what was asked for waits for no rank", async () => {
    const { scheduler, started } = rig(await empty(), [production, target("copy")]);
    await scheduler.start();
    await settle();
    const never = new AbortController().signal;
    void scheduler.runNow("audit", "copy", "manual", "", never).catch(() => undefined);
    await settle();
    expect(started()).toEqual(["production", "copy"]);
  });

  it("a slot whose turn did not come before the stop is resumed at the next start", async () => {
    const store = await empty();
    const first = rig(store, [production, target("copy")]);
    await first.scheduler.start();
    await settle();
    const stopping = first.scheduler.stop();
    first.pieces[0]?.end();
    expect(await stopping).toBe(true);
    expect(await store.slots.unfinished()).toMatchObject([{ environment: "copy" }]);
    const second = rig(store, [production, target("copy")]);
    await second.scheduler.start();
    await pass(hour / 60);
    expect(second.started()).toEqual(["copy"]);
  });
});
