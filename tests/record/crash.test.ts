import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { recordAudit } from "../../src/record/record.ts";
import type { Store } from "../../src/store/store.ts";
import { openedStore, runChild, temporaryDirectory } from "../store/support.ts";
import { audit, pass } from "./support.ts";

const recorder = new URL("children/record.ts", import.meta.url);
const checks = 40;

/** Every audit with all its results, and every counter and state with them. */
async function expectWhole(store: Store, path: string): Promise<readonly string[]> {
  const audits = await store.audits.list({ limit: 10_000 });
  for (const { id } of audits) expect(await store.audits.results(id)).toHaveLength(checks);
  const counters = await store.counters.list();
  const counted = counters.filter((counter) => counter.name === "audits");
  expect(counted.map((counter) => counter.value)).toEqual([audits.length]);
  const states = await store.checks.list("staging");
  expect(new Set(states.map((state) => state.auditId)).size).toBe(1);
  const failing = states.filter((state) => state.outcome === "fail");
  expect(await store.findings.list({ state: "open" })).toHaveLength(failing.length * 3);
  const raw = new DatabaseSync(path);
  expect(raw.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  raw.close();
  return audits.map((one) => one.id);
}

test("a recorder that is killed leaves whole audits, and none that it reported is lost", async () => {
  const path = join(temporaryDirectory(), "store.db");
  for (let round = 0; round < 10; round++) {
    const child = runChild(recorder, path, `round-${round}`, "100000");
    await child.line();
    // Recording takes some milliseconds: these moments fall before, into and after its transaction.
    await sleep(round * 1.7);
    child.process.kill("SIGKILL");
    await child.end();
    const store = await openedStore(path);
    const ids = await expectWhole(store, path);
    expect(ids).toContain(`round-${round}-0`);
    await store.close();
  }
}, 30_000);

test("two processes that record at once lose no audit", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const children = ["one", "two"].map((prefix) => runChild(recorder, path, prefix, "25"));
  const ends = await Promise.all(children.map((child) => child.end()));
  expect(ends).toEqual(children.map(() => ({ code: 0, stderr: "" })));
  const store = await openedStore(path);
  expect(await expectWhole(store, path)).toHaveLength(50);
});

test("one process that records many audits at once loses none", async () => {
  const path = join(temporaryDirectory(), "store.db");
  const store = await openedStore(path);
  const all = Array.from({ length: 20 }, (_, i) =>
    recordAudit(store, audit(i + 1, { "mail.servers": pass })),
  );
  await Promise.all(all);
  expect(await store.audits.list({ limit: 100 })).toHaveLength(20);
});
