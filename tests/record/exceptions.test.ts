import { expect, test } from "vitest";
import { waiversIn } from "../../src/evidence/audit-entry.ts";
import { exceptionRecords } from "../../src/record/exceptions.ts";
import { recordAudit } from "../../src/record/record.ts";
import { exception } from "../exceptions/support.ts";
import { temporaryStore } from "../store/support.ts";
import { audit, fail, pass } from "./support.ts";

const relay = exception();

test("an audit is recorded with what exceptions cover of it, and each use is an entry of its own", async () => {
  const { store } = await temporaryStore();
  const queue = exception({ id: "queue", checks: { "mail.queue": "all" } });
  const judged = audit(3, { "mail.servers": fail("a", "b"), "mail.queue": pass });
  const { record, diff } = await recordAudit(store, judged, [relay, queue]);
  const waived = {
    findings: [
      { subject: "a", exception: "relay" },
      { subject: "b", exception: "relay" },
    ],
    whole: true,
  };
  expect(record.results).toMatchObject([
    { check: "mail.servers", verdict: { outcome: "fail" }, waived },
    { check: "mail.queue", verdict: { outcome: "pass" } },
  ]);
  expect(record.exceptions).toEqual([relay]);
  expect(await store.audits.get(record.id)).toEqual(JSON.parse(JSON.stringify(record)));
  expect(diff.findings.new).toHaveLength(2);
  expect((await store.findings.list({ state: "open" })).map(({ subject }) => subject)).toEqual([
    "a",
    "b",
  ]);

  const entries = await store.ledger.entries(0, 10);
  expect(entries.map(({ leaf }) => `${leaf.kind} ${leaf.subject}`)).toEqual([
    "audit audit-3",
    "exception_use relay",
  ]);
  expect(JSON.parse(entries[1]?.body ?? "")).toMatchObject({
    audit: "audit-3",
    environment: "staging",
    checks: { "mail.servers": ["a", "b"] },
    exception: { id: "relay", approver: "rika", expires: "2026-03-08" },
  });
});

test("an audit after the end of an exception is recorded as if there were none", async () => {
  const { store } = await temporaryStore();
  const judged = audit(9, { "mail.servers": fail("a") });
  const { record } = await recordAudit(store, judged, [relay]);
  expect(record).toEqual(judged);
  expect(await store.ledger.size()).toBe(1);
});

test("an export says of each waiver who approved it and until when", async () => {
  const { store } = await temporaryStore();
  const judged = audit(3, { "mail.servers": fail("a") });
  const { record } = await recordAudit(store, judged, [relay]);
  expect(waiversIn(record)).toEqual([
    {
      exception: "relay",
      check: "mail.servers",
      subjects: ["a"],
      reason: relay.rationale,
      approver: "rika",
      expiresAt: "2026-03-08T23:59:59.999Z",
    },
  ]);
  expect(waiversIn(judged)).toEqual([]);
});

test("when an exception was last needed is known, and since when its checks were judged", async () => {
  const { store } = await temporaryStore();
  const other = exception({ id: "other", environments: ["uat"] });
  const both = exception({ id: "both", checks: { "mail.servers": "all", "mail.none": "all" } });
  await recordAudit(store, audit(3, { "mail.servers": fail("a") }), [relay]);
  await recordAudit(store, audit(4, { "mail.servers": pass }), [relay]);
  const policy = { exceptions: { warn_days: 7, unused_days: 14 } };
  const { uses } = await exceptionRecords(store, policy, [relay, other, both], "staging");
  expect(uses).toEqual([
    {
      exception: relay,
      lastUsedAt: "2026-03-03T02:01:00.000Z",
      judgedAt: "2026-03-04T02:01:00.000Z",
    },
    { exception: both, lastUsedAt: undefined, judgedAt: undefined },
  ]);
});
