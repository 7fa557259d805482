import { expect, test } from "vitest";
import { recordAudit } from "../../src/record/record.ts";
import { audit, pass } from "../record/support.ts";
import { openedStore, temporaryStore } from "./support.ts";

const slot = { kind: "audit", environment: "staging", at: "2026-03-01T02:00:00.000Z" };
const later = { ...slot, at: "2026-03-01T08:00:00.000Z" };

test("a slot is claimed once, by whichever connection is first", async () => {
  const { store, path } = await temporaryStore();
  const other = await openedStore(path);
  const claims = [store, other, store].map(({ slots }) => slots.claim(slot));
  expect((await Promise.all(claims)).filter((mine) => mine)).toHaveLength(1);
  expect(await other.slots.claim(later)).toBe(true);
  expect(await store.slots.claim({ ...slot, kind: "drill" })).toBe(true);
  expect(await store.slots.claim({ ...slot, environment: "uat" })).toBe(true);
});

test("a restart finds the slots that were not finished, oldest first", async () => {
  const { store, path } = await temporaryStore();
  const done = { ...slot, environment: "dev" };
  for (const one of [later, slot, done]) await store.slots.claim(one);
  await store.slots.start(slot);
  await store.slots.start(done);
  await store.slots.finish(done, "done");
  await store.close();
  const again = await openedStore(path);
  expect(await again.slots.unfinished()).toEqual([
    { ...slot, state: "running", attempts: 1 },
    { ...later, state: "planned", attempts: 0 },
  ]);
  await again.slots.start(slot);
  expect(await again.slots.unfinished()).toMatchObject([{ attempts: 2 }, { attempts: 0 }]);
  await again.slots.finish(slot, "failed");
  expect(await again.slots.unfinished()).toMatchObject([later]);
  expect(await again.slots.claim(slot)).toBe(false);
});

test("the newest slot of an environment is known, whatever became of it", async () => {
  const { store } = await temporaryStore();
  for (const one of [later, slot, { ...later, environment: "uat" }]) await store.slots.claim(one);
  await store.slots.finish(later, "failed");
  expect(await store.slots.last("audit", "staging")).toBe(later.at);
  expect(await store.slots.last("drill", "staging")).toBeUndefined();
});

test("audits are listed newest first, of one environment or of all", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(2, { "mail.servers": pass }));
  await recordAudit(store, audit(1, { "mail.servers": pass }, { complete: false }));
  await recordAudit(store, audit(3, {}, { environment: "uat", odooVersion: undefined }));
  const ids = async (filter: { environment?: string; limit: number }) =>
    (await store.audits.list(filter)).map((one) => one.id);
  expect(await ids({ limit: 10 })).toEqual(["audit-3", "audit-2", "audit-1"]);
  expect(await ids({ limit: 2 })).toEqual(["audit-3", "audit-2"]);
  expect(await ids({ environment: "staging", limit: 1 })).toEqual(["audit-2"]);
  expect((await store.audits.latest("staging"))?.id).toBe("audit-2");
  expect(await store.audits.latest("production")).toBeUndefined();
  expect((await store.audits.list({ limit: 10 }))[2]).toEqual({
    id: "audit-1",
    environment: "staging",
    tier: "staging",
    trigger: "schedule",
    startedAt: "2026-03-01T02:00:00.000Z",
    finishedAt: "2026-03-01T02:01:00.000Z",
    complete: false,
    odooVersion: "17.0",
  });
});

test("a transaction that fails keeps nothing, and the store goes on", async () => {
  const { store } = await temporaryStore();
  const failing = store.transaction(async (tx) => {
    await tx.slots.claim(slot);
    throw new Error("stop");
  });
  await expect(failing).rejects.toThrow("stop");
  expect(await store.slots.unfinished()).toEqual([]);
  const answer = await store.transaction(async (tx) => await tx.slots.claim(slot));
  expect(answer).toBe(true);
});

test("counters are kept apart by their labels", async () => {
  const { store } = await temporaryStore();
  const overrun = (environment: string) =>
    store.counters.add({ name: "audit_overruns", labels: { environment } });
  await overrun("staging");
  await overrun("uat");
  await overrun("staging");
  expect(await store.counters.list()).toEqual([
    { name: "audit_overruns", labels: { environment: "staging" }, value: 2 },
    { name: "audit_overruns", labels: { environment: "uat" }, value: 1 },
  ]);
});
