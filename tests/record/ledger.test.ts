import { join } from "node:path";
import { expect, test } from "vitest";
import { recordConfiguration } from "../../src/record/configuration.ts";
import { recordAudit } from "../../src/record/record.ts";
import { openedStore, runChild, temporaryDirectory, temporaryStore } from "../store/support.ts";
import { audit, fail, finished, pass } from "./support.ts";

test("an audit is an entry, whole, with what changed", async () => {
  const { store } = await temporaryStore();
  const record = audit(1, { "mail.servers": fail("a"), "mail.queue": pass });
  const { diff } = await recordAudit(store, record);
  const entry = await store.ledger.find("audit-1");
  expect(entry?.leaf).toMatchObject({ number: 0, kind: "audit", at: finished(1) });
  expect(JSON.parse(entry?.body ?? "")).toEqual({ audit: record, diff });
});

test("an audit that is not recorded is no entry", async () => {
  const { store } = await temporaryStore();
  const record = audit(1, { "mail.servers": pass });
  await recordAudit(store, record);
  await expect(recordAudit(store, record)).rejects.toThrow("is already recorded");
  expect(await store.ledger.size()).toBe(1);
});

test("two processes that record at once make one order without gaps", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const recorder = new URL("children/record.ts", import.meta.url);
  const children = ["one", "two"].map((prefix) => runChild(recorder, path, prefix, "15"));
  const ends = await Promise.all(children.map((child) => child.end()));
  expect(ends).toEqual(children.map(() => ({ code: 0, stderr: "" })));
  const store = await openedStore(path);
  const entries = await store.ledger.entries(0, 100);
  expect(entries.map(({ leaf }) => leaf.number)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  for (const prefix of ["one", "two"]) {
    const own = entries.filter(({ leaf }) => leaf.subject.startsWith(prefix));
    expect(own.map(({ leaf }) => leaf.subject)).toEqual(
      Array.from({ length: 15 }, (_, i) => `${prefix}-${i}`),
    );
  }
});

test("a configuration is an entry when it is another one", async () => {
  const { store } = await temporaryStore();
  const one = { digest: "d1", registryDigest: "r1", environments: ["staging"] };
  const record = (change: Partial<typeof one>) =>
    recordConfiguration(store, { ...one, ...change }, finished(1));
  expect(await record({})).toBe(true);
  expect(await record({})).toBe(false);
  expect(await record({ registryDigest: "r2" })).toBe(true);
  expect(await record({ digest: "d2" })).toBe(true);
  expect(await record({})).toBe(true);
  const entries = await store.ledger.entries(0, 10);
  expect(entries.map(({ leaf }) => leaf.kind)).toEqual(Array(4).fill("config_change"));
  expect(JSON.parse(entries[0]?.body ?? "")).toEqual(one);
});
