import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { recordAudit } from "../../src/record/record.ts";
import type { Store } from "../../src/store/store.ts";
import { audit, fail, finished, pass } from "../record/support.ts";
import { temporaryStore } from "./support.ts";

const ids = async (store: Store): Promise<readonly string[]> =>
  (await store.audits.list({ limit: 100 })).map(({ id }) => id);

const nothing = { audits: 0, findings: 0, slots: 0 };

test("audits that are too old go, with their results, the oldest first", async () => {
  const { store, path } = await temporaryStore();
  for (const day of [1, 2, 3, 4, 5]) await recordAudit(store, audit(day, { "mail.servers": pass }));
  expect(await store.retention.prune(finished(4), 2)).toEqual({ ...nothing, audits: 2 });
  expect(await ids(store)).toEqual(["audit-5", "audit-4", "audit-3"]);
  expect(await store.retention.prune(finished(4), 2)).toEqual({ ...nothing, audits: 1 });
  expect(await ids(store)).toEqual(["audit-5", "audit-4"]);
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare("select audit_id from results order by 1").all();
  database.close();
  expect(rows.map((row) => row["audit_id"])).toEqual(["audit-4", "audit-5"]);
});

test("what says how things stand stays, however old it is", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.queue": fail("a") }));
  await recordAudit(store, audit(2, { "mail.servers": pass }));
  await recordAudit(store, audit(3, { "mail.servers": pass }));
  await recordAudit(store, audit(1, { "mail.servers": pass }, { id: "uat", environment: "uat" }));
  expect(await store.retention.prune("2027-01-01T00:00:00.000Z", 100)).toEqual({
    ...nothing,
    audits: 1,
  });
  // The first one is the last that judged mail.queue.
  expect((await ids(store)).toSorted()).toEqual(["audit-1", "audit-3", "uat"]);
  expect((await store.checks.list()).length).toBe(3);
});

test("open findings stay, fixed ones go when they were fixed long ago", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": fail("a", "b", "c") }));
  await recordAudit(store, audit(2, { "mail.servers": fail("b", "c") }));
  await recordAudit(store, audit(5, { "mail.servers": fail("c") }));
  expect((await store.retention.prune(finished(4), 100)).findings).toBe(1);
  const left = await store.findings.list({});
  expect(left.map(({ subject, state }) => [subject, state])).toEqual([
    ["b", "fixed"],
    ["c", "open"],
  ]);
  await store.retention.prune("2027-01-01T00:00:00.000Z", 100);
  expect(await store.findings.list({})).toMatchObject([
    { subject: "c", state: "open", firstSeen: finished(1) },
  ]);
});

test("slots go, but not the newest of each environment, nor one that is unfinished", async () => {
  const { store } = await temporaryStore();
  const slot = { kind: "audit", environment: "staging", at: "2026-03-01T02:00:00.000Z" };
  const later = { ...slot, at: "2026-03-01T08:00:00.000Z" };
  const last = { ...slot, at: "2026-03-01T14:00:00.000Z" };
  for (const one of [slot, later, last]) await store.slots.claim(one);
  for (const one of [slot, last]) await store.slots.finish(one, "done");
  expect((await store.retention.prune("2027-01-01T00:00:00.000Z", 100)).slots).toBe(1);
  expect(await store.slots.claim(slot)).toBe(true);
  expect(await store.slots.last("audit", "staging")).toBe(last.at);
  expect(await store.slots.unfinished()).toMatchObject([{ at: slot.at }, { at: later.at }]);
});
