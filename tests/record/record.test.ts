import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { RecordError } from "../../src/model/errors.ts";
import { findingUid } from "../../src/model/ids.ts";
import type { AuditRecord, StoredFact } from "../../src/model/record.ts";
import { recordAudit } from "../../src/record/record.ts";
import { temporaryStore } from "../store/support.ts";
import { audit, fail, finished, notApplicable, pass, unknown } from "./support.ts";

const uid = (check: string, subject: string) => findingUid("staging", check, subject);

function identity(uuidDigest: string | null, secretDigest: string | null): Partial<AuditRecord> {
  const fact: StoredFact = {
    state: "known",
    source: "rpc",
    value: { uuidDigest, secretDigest },
  };
  return { facts: { "odoo.identity": fact } };
}

test("an audit comes back as it was recorded, with its results", async () => {
  const { store } = await temporaryStore();
  const record = audit(1, {
    "mail.queue": unknown,
    "mail.servers": fail("ir.mail_server,7"),
    "mail.fallback": pass,
    "mail.incoming": notApplicable,
  });
  await recordAudit(store, record);
  expect(await store.audits.get("audit-1")).toEqual(record);
  expect(await store.audits.latest("staging")).toEqual(record);
  expect(await store.audits.get("audit-2")).toBeUndefined();
  const common = { control: "mail_suppression", severity: "critical", acceptedGap: false };
  const none = { reason: undefined, detail: undefined };
  expect(await store.audits.results("audit-1")).toEqual([
    { ...common, ...none, check: "mail.fallback", outcome: "pass", detail: "nothing sends" },
    {
      ...common,
      ...none,
      check: "mail.incoming",
      outcome: "not_applicable",
      detail: "no mail module",
    },
    {
      ...common,
      check: "mail.queue",
      outcome: "unknown",
      reason: "timeout",
      detail: "no answer in 5 s",
    },
    { ...common, ...none, check: "mail.servers", outcome: "fail" },
  ]);
});

test("a finding lives from its first audit to the one that misses it", async () => {
  const { store } = await temporaryStore();
  const { diff: first } = await recordAudit(store, audit(1, { "mail.servers": fail("a", "b") }));
  expect(first.findings.new).toEqual([uid("mail.servers", "a"), uid("mail.servers", "b")]);
  const { diff: second } = await recordAudit(store, audit(2, { "mail.servers": fail(["a", 2]) }));
  expect(second).toEqual({
    checks: { "mail.servers": "worse" },
    findings: {
      new: [],
      worse: [uid("mail.servers", "a")],
      unchanged: [],
      fixed: [uid("mail.servers", "b")],
    },
  });
  const common = {
    environment: "staging",
    check: "mail.servers",
    control: "mail_suppression",
    severity: "critical",
    firstSeen: finished(1),
    reopened: 0,
  };
  expect(await store.findings.list({ environment: "staging" })).toEqual([
    {
      ...common,
      uid: uid("mail.servers", "a"),
      subject: "a",
      title: "a sends mail",
      remedy: "archive a",
      count: 2,
      state: "open",
      lastSeen: finished(2),
      fixedAt: undefined,
    },
    {
      ...common,
      uid: uid("mail.servers", "b"),
      subject: "b",
      title: "b sends mail",
      remedy: "archive b",
      state: "fixed",
      lastSeen: finished(1),
      fixedAt: finished(2),
    },
  ]);
});

test("a finding that comes back starts a new life and counts it", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": fail("a") }));
  await recordAudit(store, audit(2, { "mail.servers": pass }));
  const { diff } = await recordAudit(store, audit(3, { "mail.servers": fail("a") }));
  expect(diff.checks).toEqual({ "mail.servers": "new" });
  expect(diff.findings.new).toEqual([uid("mail.servers", "a")]);
  await recordAudit(store, audit(4, { "mail.servers": fail("a") }));
  expect(await store.findings.list({})).toMatchObject([
    {
      state: "open",
      firstSeen: finished(3),
      lastSeen: finished(4),
      fixedAt: undefined,
      reopened: 1,
    },
  ]);
});

test("a finding is as the last audit words it", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": fail(["a", 2]) }));
  const record = audit(2, { "mail.servers": fail("a") });
  const results = record.results.map((one) => ({ ...one, severity: "low" as const }));
  await recordAudit(store, { ...record, results });
  const [finding] = await store.findings.list({});
  expect(finding).toMatchObject({ severity: "low", firstSeen: finished(1) });
  expect(finding).not.toHaveProperty("count");
});

test("an unknown in between hides neither a new finding nor a fixed one", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": fail("a"), "mail.queue": pass }));
  const { diff: blind } = await recordAudit(
    store,
    audit(2, { "mail.servers": unknown, "mail.queue": unknown }),
  );
  expect(blind.checks).toEqual({ "mail.servers": "incomparable", "mail.queue": "incomparable" });
  expect(await store.findings.list({})).toMatchObject([
    { subject: "a", state: "open", lastSeen: finished(1) },
  ]);
  const { diff: seeing } = await recordAudit(
    store,
    audit(3, { "mail.servers": pass, "mail.queue": fail("q") }),
  );
  expect(seeing.checks).toEqual({ "mail.servers": "fixed", "mail.queue": "new" });
  expect(await store.findings.list({ state: "open" })).toMatchObject([{ subject: "q" }]);
});

test("a filtered audit leaves the other checks and their findings alone", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": fail("a"), "mail.queue": fail("q") }));
  const [queue] = await store.checks.list("staging");
  const { diff } = await recordAudit(store, audit(2, { "mail.servers": pass }));
  expect(diff.checks).toEqual({ "mail.servers": "fixed" });
  expect(await store.checks.list("staging")).toMatchObject([
    { ...queue, auditId: "audit-1" },
    { check: "mail.servers", outcome: "pass", auditId: "audit-2" },
  ]);
  expect(await store.findings.list({ state: "open" })).toMatchObject([
    { check: "mail.queue", lastSeen: finished(1) },
  ]);
});

test("the state of a check keeps its times and its baseline through an unknown", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": pass }));
  await recordAudit(store, audit(2, { "mail.servers": fail("a") }));
  await recordAudit(store, audit(3, { "mail.servers": fail("a") }));
  const failing = { outcome: "fail", since: finished(2), lastEvaluatedAt: finished(3) };
  expect(await store.checks.list()).toMatchObject([{ ...failing, lastPassAt: finished(1) }]);
  await recordAudit(store, audit(4, { "mail.servers": unknown }));
  expect(await store.checks.list()).toEqual([
    {
      environment: "staging",
      check: "mail.servers",
      control: "mail_suppression",
      severity: "critical",
      owner: "platform_engineer",
      title: "title of mail.servers",
      outcome: "unknown",
      reason: "timeout",
      detail: "no answer in 5 s",
      acceptedGap: false,
      baseline: "fail",
      since: finished(4),
      lastEvaluatedAt: finished(3),
      lastPassAt: finished(1),
      auditId: "audit-4",
    },
  ]);
});

test("what does not apply was not evaluated, and is a baseline", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": notApplicable }));
  expect(await store.checks.list()).toMatchObject([
    { baseline: "not_applicable", lastEvaluatedAt: undefined, lastPassAt: undefined },
  ]);
  const { diff } = await recordAudit(store, audit(2, { "mail.servers": fail("a") }));
  expect(diff.checks).toEqual({ "mail.servers": "new" });
});

test("an audit is recorded once, and a second time changes nothing", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, { "mail.servers": pass }));
  await expect(recordAudit(store, audit(1, { "mail.servers": fail("a") }))).rejects.toThrow(
    new RecordError("audit audit-1 is already recorded"),
  );
  expect(await store.checks.list()).toMatchObject([{ outcome: "pass" }]);
  expect(await store.counters.list()).toMatchObject([{ name: "audits", value: 1 }]);
});

test("what cannot be recorded as a whole is not recorded at all", async () => {
  const { store } = await temporaryStore();
  const record = audit(1, { "mail.servers": fail("a") });
  const twice = { ...record, results: [...record.results, ...record.results] };
  await expect(recordAudit(store, twice)).rejects.toThrow("UNIQUE constraint failed");
  expect(await store.audits.list({ limit: 10 })).toEqual([]);
  expect(await store.findings.list({})).toEqual([]);
  await recordAudit(store, record);
});

test("an identity keeps its beginning until a digest changes", async () => {
  const { store } = await temporaryStore();
  const see = (day: number, changes: Partial<AuditRecord>) =>
    recordAudit(store, audit(day, {}, changes));
  const staging = { environment: "staging", uuidDigest: "u1", secretDigest: "s1" };
  await see(1, identity("u1", "s1"));
  await see(2, identity("u1", "s1"));
  expect(await store.identities.identities()).toEqual([
    { ...staging, since: finished(1), at: finished(2) },
  ]);
  await see(3, identity("u2", "s1"));
  expect(await store.identities.get("staging")).toMatchObject({ since: finished(3) });
  await see(4, identity("u2", null));
  expect(await store.identities.get("staging")).toEqual({
    environment: "staging",
    uuidDigest: "u2",
    secretDigest: undefined,
    since: finished(4),
    at: finished(4),
  });
});

test("digests for comparison stay with the identity, each until it is read anew", async () => {
  const { store } = await temporaryStore();
  const of = (id: string, digest: string): Record<string, StoredFact> => ({
    [id]: { state: "known", source: "rpc", value: [{ subject: "a", digest }] },
  });
  const see = (day: number, facts: Record<string, StoredFact>, uuid = "u1") =>
    recordAudit(store, audit(day, {}, { facts: { ...identity(uuid, "s1").facts, ...facts } }));
  const digests = async () => (await store.identities.get("staging"))?.digests;
  await see(1, { ...of("odoo.mail-secrets", "m1"), ...of("odoo.base-urls", "b1") });
  await see(2, of("odoo.mail-secrets", "m2"));
  expect(await digests()).toEqual({
    "odoo.mail-secrets": [{ subject: "a", digest: "m2" }],
    "odoo.base-urls": [{ subject: "a", digest: "b1" }],
  });
  // Another database under the name: nothing of the old one is compared any more.
  await see(3, of("odoo.base-urls", "b3"), "u2");
  expect(await digests()).toEqual({ "odoo.base-urls": [{ subject: "a", digest: "b3" }] });
  await see(4, of("odoo.something-else", "x"), "u3");
  expect(await digests()).toBeUndefined();
});

test("a database that took another one's name is younger than that", async () => {
  const { store } = await temporaryStore();
  const see = (day: number, oid: number | undefined, secret = "s1") => {
    const facts: Record<string, StoredFact> = { ...identity("u1", secret).facts };
    if (oid !== undefined) {
      facts["sql.database-oid"] = { state: "known", source: "sql", value: oid };
    }
    return recordAudit(store, audit(day, {}, { facts }));
  };
  const replacedAt = async () => (await store.identities.get("staging"))?.replacedAt;
  await see(1, 10);
  await see(2, 10);
  expect(await replacedAt()).toBeUndefined();
  await see(3, 11);
  expect(await replacedAt()).toBe(finished(2));
  await see(4, undefined);
  await see(5, 11);
  expect(await replacedAt()).toBe(finished(2));
  // A new secret in the same database makes it no younger.
  await see(6, 11, "s2");
  expect(await replacedAt()).toBe(finished(2));
});

test("an identity that could not be read stays what it was", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, {}, identity("u1", "s1")));
  const fact: StoredFact = { state: "unknown", source: "rpc", reason: "timeout", detail: "slow" };
  await recordAudit(store, audit(2, {}, { facts: { "odoo.identity": fact } }));
  await recordAudit(store, audit(3, {}));
  expect(await store.identities.get("staging")).toMatchObject({
    uuidDigest: "u1",
    at: finished(1),
  });
  expect(await store.identities.get("production")).toBeUndefined();
});

test("counters rise with each audit, and do not fall with the audits", async () => {
  const { store, path } = await temporaryStore();
  const error = { transport: "api", reason: "timeout", detail: "slow" } as const;
  const incomplete = { complete: false, transportErrors: [error, error] };
  await recordAudit(store, audit(1, {}, incomplete));
  await recordAudit(store, audit(2, {}, { trigger: "manual" }));
  await recordAudit(store, audit(3, {}));
  const expected = [
    { name: "audits", labels: { environment: "staging", trigger: "manual" }, value: 1 },
    { name: "audits", labels: { environment: "staging", trigger: "schedule" }, value: 2 },
    { name: "audits_failed", labels: { environment: "staging" }, value: 1 },
    {
      name: "transport_errors",
      labels: { environment: "staging", transport: "api", reason: "timeout" },
      value: 2,
    },
  ];
  expect(await store.counters.list()).toEqual(expected);
  const raw = new DatabaseSync(path);
  raw.exec("delete from audits");
  raw.close();
  expect(await store.counters.list()).toEqual(expected);
});

test("an environment keeps its version and its last complete audit", async () => {
  const { store } = await temporaryStore();
  await recordAudit(store, audit(1, {}));
  await recordAudit(store, audit(2, {}, { complete: false, odooVersion: undefined }));
  expect(await store.environments.list()).toEqual([
    {
      environment: "staging",
      tier: "staging",
      odooVersion: "17.0",
      lastAuditId: "audit-2",
      lastStartedAt: "2026-03-02T02:00:00.000Z",
      lastFinishedAt: finished(2),
      lastCompleteAt: finished(1),
    },
  ]);
  expect((await store.audits.latest("staging"))?.odooVersion).toBeUndefined();
});

test("thousands of findings are recorded, and closed", async () => {
  const { store } = await temporaryStore();
  const subjects = Array.from({ length: 2500 }, (_, i) => `res.partner,${i + 1}`);
  const { diff } = await recordAudit(
    store,
    audit(1, { "data.emails": fail("first", ...subjects) }),
  );
  expect(diff.findings.new).toHaveLength(2501);
  expect(await store.findings.list({ state: "open" })).toHaveLength(2501);
  await recordAudit(store, audit(2, { "data.emails": pass }));
  expect(await store.findings.counts()).toEqual([
    {
      environment: "staging",
      control: "mail_suppression",
      severity: "critical",
      state: "fixed",
      count: 2501,
    },
  ]);
});
