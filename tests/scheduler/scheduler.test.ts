import { describe, expect, it, vi } from "vitest";
import { spreadMs } from "../../src/scheduler/spread.ts";
import { fakeTime, hour, minute, openTestStore, pass, rig, settle, target } from "./support.ts";

const start = "2026-03-02T05:00:00.000Z";
const six = "2026-03-02T06:00:00.000Z";
const spread = spreadMs("staging", 6 * hour);

/** A store in which the slot of midnight was done, so that a start has nothing to catch up. */
async function storeAtFive(...environments: readonly string[]) {
  fakeTime(start);
  const store = await openTestStore();
  for (const environment of environments) {
    const slot = { kind: "audit", environment, at: "2026-03-02T00:00:00.000Z" };
    await store.slots.claim(slot);
    await store.slots.finish(slot, "done");
  }
  return store;
}

describe("scheduled work", () => {
  it("starts after the fire time by the environment's spread, and closes its slot", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces } = rig(store, [target("staging")]);
    await scheduler.start();
    await pass(hour + spread - 5_000);
    expect(pieces).toHaveLength(0);
    await pass(10_000);
    expect(pieces).toMatchObject([{ environment: "staging", trigger: "schedule", slot: six }]);
    expect(await store.slots.unfinished()).toMatchObject([
      { at: six, state: "running", attempts: 1 },
    ]);
    pieces[0]?.end();
    await settle();
    expect(await store.slots.unfinished()).toEqual([]);
  });

  it("comes again at every fire time", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces } = rig(store, [target("staging")]);
    await scheduler.start();
    for (let n = 1; n <= 3; n += 1) {
      await pass(6 * hour);
      expect(pieces).toHaveLength(n);
      pieces.at(-1)?.end();
      await settle();
    }
    expect(pieces.map(({ slot }) => slot?.slice(11, 16))).toEqual(["06:00", "12:00", "18:00"]);
  });

  it("runs a slot once when two schedulers tick on one store", async () => {
    const store = await storeAtFive("staging");
    const [one, two] = [rig(store, [target("staging")]), rig(store, [target("staging")])];
    await one.scheduler.start();
    await two.scheduler.start();
    await pass(2 * hour);
    expect([...one.pieces, ...two.pieces]).toHaveLength(1);
  });

  it("skips and counts a slot whose predecessor still runs", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces, overruns } = rig(store, [target("staging")]);
    await scheduler.start();
    await pass(8 * hour);
    expect(pieces).toHaveLength(1);
    expect(overruns).toEqual(["staging"]);
    expect(await store.slots.unfinished()).toMatchObject([{ at: six }]);
    pieces[0]?.end();
    await pass(6 * hour);
    expect(pieces.map(({ slot }) => slot?.slice(11, 16))).toEqual(["06:00", "18:00"]);
    expect(overruns).toEqual(["staging"]);
  });

  it("counts a slot whose predecessor still waits for the budget", async () => {
    const store = await storeAtFive("a", "b");
    const same = { hosts: ["one"] };
    const { scheduler, overruns, pieces } = rig(store, [target("a", same), target("b", same)]);
    await scheduler.start();
    await pass(8 * hour);
    expect(pieces).toHaveLength(1);
    expect(overruns.toSorted()).toEqual(["a", "b"]);
  });

  it("closes a slot as failed when its work fails, says so, and goes on", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces, lines } = rig(store, [target("staging")]);
    await scheduler.start();
    await pass(2 * hour);
    pieces[0]?.fail(new Error("the disk is full"));
    await settle();
    expect(await store.slots.unfinished()).toEqual([]);
    expect(lines).toMatchObject([
      { level: "error", message: "scheduled work failed", fields: { environment: "staging" } },
    ]);
    await pass(6 * hour);
    expect(pieces).toHaveLength(2);
  });

  it("tries again soon when the store does not take the slot", async () => {
    const store = await storeAtFive("staging");
    let broken = false;
    const claim: typeof store.slots.claim = (slot) =>
      broken ? Promise.reject(new Error("disk full")) : store.slots.claim(slot);
    const { scheduler, pieces, lines } = rig({ slots: { ...store.slots, claim } }, [
      target("staging"),
    ]);
    await scheduler.start();
    broken = true;
    await pass(hour + spread + 2 * minute);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(pieces).toHaveLength(0);
    broken = false;
    await pass(minute);
    expect(pieces).toMatchObject([{ slot: six }]);
  });

  it("never starts a fleet all at once, whatever its schedule", async () => {
    const names = Array.from({ length: 60 }, (_, n) => `customer-${n}`);
    const store = await storeAtFive(...names);
    const { scheduler, pieces } = rig(
      store,
      names.map((name) => target(name)),
      {
        fleet: 60,
        perHost: 1,
      },
    );
    await scheduler.start();
    await pass(hour + minute);
    expect(pieces.length).toBeLessThan(10);
    await pass(hour);
    expect(pieces).toHaveLength(60);
  });

  it("keeps ticking when the clock is set back an hour", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces } = rig(store, [target("staging", { cron: "*/10 * * * *" })]);
    await scheduler.start();
    await pass(11 * minute);
    for (const piece of pieces) piece.end();
    const before = pieces.length;
    vi.setSystemTime(Date.now() - hour);
    await pass(25 * minute);
    expect(pieces.length).toBeGreaterThan(before);
  });

  it("catches up the latest slot alone after the machine slept", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces, overruns } = rig(store, [target("staging")]);
    await scheduler.start();
    await pass(minute);
    vi.setSystemTime(Date.now() + 26 * hour);
    await pass(minute);
    pieces[0]?.end();
    await pass(10 * minute);
    expect(pieces.map(({ slot }) => slot)).toEqual(["2026-03-03T06:00:00.000Z"]);
    expect(overruns).toEqual([]);
  });

  it("says what comes next", async () => {
    const store = await storeAtFive("staging");
    const { scheduler } = rig(store, [target("staging")]);
    await scheduler.start();
    expect(scheduler.status()).toEqual([
      {
        kind: "audit",
        environment: "staging",
        busy: false,
        nextAt: new Date(Date.parse(six) + spread).toISOString(),
      },
    ]);
    await pass(2 * hour);
    expect(scheduler.status()).toMatchObject([{ busy: true }]);
  });
});

describe("reload", () => {
  it("runs a new environment at once, and leaves the others their times", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, started } = rig(store, [target("staging")]);
    await scheduler.start();
    scheduler.reload([target("staging"), target("uat")]);
    await pass(10_000);
    expect(started()).toEqual(["uat"]);
  });

  it("lets running work of an environment that left end, and drops its next", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces } = rig(store, [target("staging")]);
    await scheduler.start();
    await pass(2 * hour);
    scheduler.reload([]);
    expect(pieces[0]?.signal.aborted).toBe(false);
    pieces[0]?.end();
    await pass(7 * hour);
    expect(pieces).toHaveLength(1);
    expect(await store.slots.unfinished()).toEqual([]);
  });

  it("closes the waiting slot of an environment that left", async () => {
    const store = await storeAtFive("a", "b");
    const same = { hosts: ["one"] };
    const { scheduler, pieces } = rig(store, [target("a", same), target("b", same)]);
    await scheduler.start();
    await pass(2 * hour);
    expect(pieces).toHaveLength(1);
    scheduler.reload([]);
    pieces[0]?.end();
    await settle();
    expect(pieces).toHaveLength(1);
    expect(await store.slots.unfinished()).toEqual([]);
  });

  it("waits for the next time of a schedule that changed", async () => {
    const store = await storeAtFive("staging");
    const { scheduler, pieces } = rig(store, [target("staging")]);
    await scheduler.start();
    scheduler.reload([target("staging", { cron: "0 */2 * * *" })]);
    await pass(30 * minute);
    expect(pieces).toHaveLength(0);
    await pass(90 * minute);
    expect(pieces).toMatchObject([{ slot: six }]);
  });
});
