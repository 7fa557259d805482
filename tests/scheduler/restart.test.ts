import { describe, expect, it } from "vitest";
import { RecordError } from "../../src/model/errors.ts";
import { fakeTime, hour, openTestStore, pass, rig, settle, target } from "./support.ts";
import type { Rig } from "./support.ts";

const now = "2026-03-02T13:30:00.000Z";
const at = (time: string) => `2026-03-0${time}:00.000Z`;
const slot = (time: string) => ({ kind: "audit", environment: "staging", at: at(time) });
const slotsOf = ({ pieces }: Rig) => pieces.map((piece) => piece.slot);

async function storeAt(time: string) {
  fakeTime(time);
  return openTestStore();
}

describe("a start", () => {
  it("audits at once an environment that was never audited", async () => {
    const first = rig(await storeAt(now), [target("staging")]);
    await first.scheduler.start();
    await settle();
    expect(slotsOf(first)).toEqual([at("2T12:00")]);
  });

  it("catches up the latest of several missed slots, once", async () => {
    const store = await storeAt(now);
    await store.slots.claim(slot("1T06:00"));
    await store.slots.finish(slot("1T06:00"), "done");
    const first = rig(store, [target("staging")]);
    await first.scheduler.start();
    await settle();
    first.pieces[0]?.end();
    await pass(hour);
    expect(slotsOf(first)).toEqual([at("2T12:00")]);
    const second = rig(store, [target("staging")]);
    await second.scheduler.start();
    await pass(hour);
    expect(slotsOf(second)).toEqual([]);
  });

  it("does nothing when nothing was missed", async () => {
    const store = await storeAt(now);
    await store.slots.claim(slot("2T12:00"));
    await store.slots.finish(slot("2T12:00"), "failed");
    const first = rig(store, [target("staging")]);
    await first.scheduler.start();
    await pass(hour);
    expect(slotsOf(first)).toEqual([]);
  });

  it.each(["planned", "running"])("resumes a slot that was left %s", async (state) => {
    const store = await storeAt(now);
    await store.slots.claim(slot("2T12:00"));
    if (state === "running") await store.slots.start(slot("2T12:00"));
    const first = rig(store, [target("staging")]);
    await first.scheduler.start();
    await settle();
    expect(slotsOf(first)).toEqual([at("2T12:00")]);
    first.pieces[0]?.end();
    await settle();
    expect(await store.slots.unfinished()).toEqual([]);
  });

  it("takes one audit for an unfinished slot and a later one that was missed", async () => {
    const store = await storeAt(now);
    await store.slots.claim(slot("2T06:00"));
    await store.slots.start(slot("2T06:00"));
    const first = rig(store, [target("staging")]);
    await first.scheduler.start();
    await settle();
    expect(slotsOf(first)).toEqual([at("2T12:00")]);
    expect(await store.slots.unfinished()).toMatchObject([slot("2T12:00")]);
    first.pieces[0]?.end();
    await pass(hour);
    expect(slotsOf(first)).toHaveLength(1);
    expect(first.overruns).toEqual([]);
  });

  it("resumes an unfinished slot whose successor was skipped as an overrun", async () => {
    const store = await storeAt(now);
    await store.slots.claim(slot("2T06:00"));
    await store.slots.start(slot("2T06:00"));
    await store.slots.claim(slot("2T12:00"));
    await store.slots.finish(slot("2T12:00"), "failed");
    const first = rig(store, [target("staging")]);
    await first.scheduler.start();
    await settle();
    expect(slotsOf(first)).toEqual([at("2T06:00")]);
  });

  it("gives up on work that was started three times and never ended", async () => {
    const store = await storeAt(now);
    await store.slots.claim(slot("2T12:00"));
    for (let n = 0; n < 3; n += 1) await store.slots.start(slot("2T12:00"));
    const first = rig(store, [target("staging")]);
    await first.scheduler.start();
    await settle();
    expect(slotsOf(first)).toEqual([]);
    expect(await store.slots.unfinished()).toEqual([]);
    expect(first.lines).toMatchObject([
      { level: "warn", message: "an unfinished slot was dropped", fields: { attempts: 3 } },
    ]);
  });

  it("closes unfinished slots of environments and kinds that are gone", async () => {
    const store = await storeAt(now);
    await store.slots.claim(slot("2T12:00"));
    await store.slots.claim({ ...slot("2T12:00"), environment: "uat", kind: "drill" });
    const first = rig(store, [target("uat")]);
    await first.scheduler.start();
    await settle();
    expect(first.started()).toEqual(["uat"]);
    expect(await store.slots.unfinished()).toMatchObject([{ kind: "audit", environment: "uat" }]);
  });

  it("resumes what a stop left behind, each once", async () => {
    const store = await storeAt(now);
    const targets = ["a", "b", "c"].map((name) => target(name));
    const first = rig(store, targets, { fleet: 1, perHost: 1 });
    await first.scheduler.start();
    await settle();
    void first.scheduler.stop();
    await first.scheduler.stop();
    expect(first.started()).toEqual(["a"]);
    const second = rig(store, targets);
    await second.scheduler.start();
    await settle();
    expect(second.started().toSorted()).toEqual(["a", "b", "c"]);
  });

  it("fails when the store does not answer", async () => {
    const store = await storeAt(now);
    const broken = () => Promise.reject(new RecordError("the disk is gone"));
    const slots = { ...store.slots, unfinished: broken };
    const { scheduler } = rig({ slots }, [target("staging")]);
    await expect(scheduler.start()).rejects.toThrow(new RecordError("the disk is gone"));
  });

  it("keeps the budget for what it catches up", async () => {
    const store = await storeAt(now);
    const targets = Array.from({ length: 20 }, (_, n) => target(`customer-${n}`));
    const first = rig(store, targets, { fleet: 4, perHost: 1 });
    await first.scheduler.start();
    await settle();
    expect(first.pieces).toHaveLength(4);
  });
});
