import { expect, it, onTestFinished } from "vitest";
import { startRetention } from "../../src/retention.ts";
import { recordAudit } from "../../src/record/record.ts";
import type { Store } from "../../src/store/store.ts";
import { audit, fail, pass } from "../record/support.ts";
import {
  clock,
  fakeTime,
  hour,
  memoryLog,
  minute,
  openTestStore,
  pass as wait,
} from "../scheduler/support.ts";

const day = 24 * hour;

async function keeping(days: () => number, store: Store) {
  const { log, lines } = memoryLog();
  const retention = startRetention({ store, days, clock, log });
  onTestFinished(() => retention.stop());
  return lines;
}

const ids = async (store: Store): Promise<readonly string[]> =>
  (await store.audits.list({ limit: 1_000 })).map(({ id }) => id);

it("forgets once a day what is older than the days that are kept", async () => {
  fakeTime("2027-04-05T12:00:00Z"); // 400 days after 1 March 2026
  const store = await openTestStore();
  for (const n of [1, 2, 3, 9]) await recordAudit(store, audit(n, { "mail.servers": pass }));
  const lines = await keeping(() => 400, store);
  await wait(minute - 1);
  expect(await ids(store)).toHaveLength(4);
  await wait(1);
  expect(await ids(store)).toEqual(["audit-9", "audit-3", "audit-2"]);
  await wait(day - 1);
  expect(await ids(store)).toHaveLength(3);
  await wait(1);
  expect(await ids(store)).toEqual(["audit-9", "audit-3"]);
  expect(lines).toEqual([
    {
      level: "info",
      message: "old audits were deleted",
      fields: { audits: 1, findings: 0, slots: 0, before: "2026-03-01T12:01:00.000Z" },
    },
    {
      level: "info",
      message: "old audits were deleted",
      fields: { audits: 1, findings: 0, slots: 0, before: "2026-03-02T12:01:00.000Z" },
    },
  ]);
});

it("goes on until nothing old is left, keeps open findings, and follows a reload", async () => {
  fakeTime("2026-04-01T00:00:00Z");
  const store = await openTestStore();
  const many = Array.from({ length: 450 }, (_, n) => `audit-${n}`);
  for (const id of many) await store.audits.insert(audit(2, {}, { id }));
  await recordAudit(store, audit(1, { "mail.servers": fail("a") }, { id: "last" }));
  let days = 400;
  await keeping(() => days, store);
  await wait(minute);
  expect(await ids(store)).toHaveLength(451);
  days = 1;
  await wait(day);
  expect(await ids(store)).toEqual(["last"]);
  expect(await store.findings.list({ state: "open" })).toHaveLength(1);
});
