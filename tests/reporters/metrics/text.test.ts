import { waive } from "../../../src/exceptions/waive.ts";
import type { Exception } from "../../../src/model/exception.ts";
import { exception } from "../../exceptions/support.ts";
import { describe, expect, it } from "vitest";
import { append } from "../../../src/evidence/append.ts";
import { metrics } from "../../../src/reporters/metrics/metrics.ts";
import type { MetricSpec } from "../../../src/reporters/metrics/metrics.ts";
import { metricsContentType, metricsText } from "../../../src/reporters/metrics/text.ts";
import { check, environment, odoo, openTestStore, series, source, ssh, state } from "./support.ts";

const record = (over: object = {}) => ({
  id: "a1",
  environment: "staging",
  tier: "staging" as const,
  trigger: "schedule" as const,
  startedAt: "2026-03-02T04:00:00.000Z",
  finishedAt: "2026-03-02T04:00:12.250Z",
  complete: true,
  odooVersion: "17.0",
  context: {} as never,
  facts: {},
  results: [],
  transportErrors: [],
  ...over,
});
const of = (lines: readonly string[], name: string) =>
  lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

describe("checks", () => {
  const labels = 'environment="staging",control="mail_suppression",check="mail.outgoing-servers"';

  it("is 1 for a pass, with the times of the last judging and passing", async () => {
    const store = await openTestStore();
    await store.checks.save([state()]);
    const lines = await series(store);
    expect(of(lines, "envaudit_check_passing")).toEqual([`envaudit_check_passing{${labels}} 1`]);
    expect(of(lines, "envaudit_check_unknown")).toEqual([]);
    for (const what of ["evaluated", "pass"]) {
      const name = `envaudit_check_last_${what}_timestamp_seconds`;
      expect(of(lines, name)).toEqual([`${name}{${labels}} 1772424000.5`]);
    }
  });

  it("is 0 for a fail, and says nothing of a last pass that never was", async () => {
    const store = await openTestStore();
    await store.checks.save([state({ outcome: "fail", lastPassAt: undefined })]);
    const lines = await series(store);
    expect(of(lines, "envaudit_check_passing")).toEqual([`envaudit_check_passing{${labels}} 0`]);
    expect(of(lines, "envaudit_check_last_pass_timestamp_seconds")).toEqual([]);
  });

  it("is absent for an unknown, which shows its reason and keeps the times", async () => {
    const store = await openTestStore();
    await store.checks.save([state({ outcome: "unknown", reason: "timeout" })]);
    const lines = await series(store);
    expect(of(lines, "envaudit_check_passing")).toEqual([]);
    expect(of(lines, "envaudit_check_unknown")).toEqual([
      `envaudit_check_unknown{${labels},reason="timeout"} 1`,
    ]);
    expect(of(lines, "envaudit_check_last_evaluated_timestamp_seconds")).toHaveLength(1);
  });

  it("is 0 among the unknown where the operator accepted the gap", async () => {
    const store = await openTestStore();
    const gap = { reason: "transport_not_configured", acceptedGap: true } as const;
    await store.checks.save([state({ outcome: "unknown", ...gap })]);
    expect(of(await series(store), "envaudit_check_unknown")).toEqual([
      `envaudit_check_unknown{${labels},reason="transport_not_configured"} 0`,
    ]);
  });

  it("has no series where the check does not apply", async () => {
    const store = await openTestStore();
    await store.checks.save([state({ outcome: "not_applicable" })]);
    expect((await series(store)).filter((line) => line.includes(labels))).toEqual([]);
  });

  it("has no series for a check that is gone", async () => {
    const store = await openTestStore();
    await store.checks.save([state({ check: "mail.old" })]);
    expect((await series(store)).filter((line) => line.includes("mail.old"))).toEqual([]);
  });

  it("describes each check once", async () => {
    const store = await openTestStore();
    const environments = [environment("staging"), environment("uat")];
    const info =
      'check="mail.outgoing-servers",control="mail_suppression",severity="critical",owner="sre",' +
      'runbook_url="https://docs.example.com/checks/mail.outgoing-servers"';
    expect(of(await series(store, { environments }), "envaudit_check_info")).toEqual([
      `envaudit_check_info{${info}} 1`,
    ]);
  });
});

describe("environments", () => {
  it("shows one that was never audited, with its counters at 0", async () => {
    const lines = await series(await openTestStore());
    expect(of(lines, "envaudit_environment_info")).toEqual([
      'envaudit_environment_info{environment="staging",tier="staging",odoo_version="",owner="team-erp"} 1',
    ]);
    expect(of(lines, "envaudit_audits_total")).toEqual(
      ["schedule", "manual", "api", "release", "refresh"].map(
        (trigger) => `envaudit_audits_total{environment="staging",trigger="${trigger}"} 0`,
      ),
    );
    expect(of(lines, "envaudit_audits_failed_total")).toEqual([
      'envaudit_audits_failed_total{environment="staging"} 0',
    ]);
    expect(of(lines, "envaudit_audit_overruns_total")).toEqual([
      'envaudit_audit_overruns_total{environment="staging"} 0',
    ]);
    expect(of(lines, "envaudit_audit_duration_seconds")).toEqual([]);
  });

  it("shows the version and the duration of the last audit", async () => {
    const store = await openTestStore();
    await store.environments.see(record());
    const lines = await series(store);
    expect(of(lines, "envaudit_environment_info")[0]).toContain('odoo_version="17.0"');
    expect(of(lines, "envaudit_audit_duration_seconds")).toEqual([
      'envaudit_audit_duration_seconds{environment="staging"} 12.25',
    ]);
  });

  it.each([
    [{ kind: "expires", on: "2026-03-31" } as const, "2026-04-01T00:00:00Z"],
    [
      { kind: "keep", reason: "r", approver: "a", review: "2026-12-31" } as const,
      "2027-01-01T00:00:00Z",
    ],
  ])("says the end of the last day: %j", async (lifecycle, end) => {
    const environments = [environment("staging", { lifecycle })];
    const lines = await series(await openTestStore(), { environments });
    const name = "envaudit_environment_expiry_timestamp_seconds";
    expect(of(lines, name)).toEqual([`${name}{environment="staging"} ${Date.parse(end) / 1000}`]);
  });

  it("exports nothing of an environment that left the configuration", async () => {
    const store = await openTestStore();
    const finding = { ...record(), uid: "1", check: check.id, control: check.control };
    await store.checks.save([state({ environment: "old" })]);
    await store.environments.see(record({ environment: "old" }));
    await store.counters.add({ name: "audits_failed", labels: { environment: "old" } });
    await store.findings.see(
      [{ ...finding, environment: "old", severity: "low", subject: "s", title: "t", remedy: "r" }],
      "2026-03-02T04:00:00.000Z",
    );
    expect((await series(store)).filter((line) => line.includes('"old"'))).toEqual([]);
  });

  it("counts findings, 0 where the checks of the tier could report some", async () => {
    const store = await openTestStore();
    const seen = (uid: string) => ({
      uid,
      environment: "staging",
      check: check.id,
      control: check.control,
      severity: check.severity,
      subject: uid,
      title: "t",
      remedy: "r",
    });
    await store.findings.see([seen("a"), seen("b"), seen("c")], "2026-03-02T04:00:00.000Z");
    await store.findings.fix(["c"], "2026-03-02T04:00:00.000Z");
    const checks = [
      check,
      { ...check, id: "access.x", control: "least_privilege", severity: "high" } as const,
      { ...check, id: "lifecycle.x", control: "lifecycle", tiers: ["dev"] } as const,
    ];
    const labels = (control: string, severity: string, found: string) =>
      `envaudit_findings{environment="staging",control="${control}",severity="${severity}",state="${found}"}`;
    expect(of(await series(store, { checks }), "envaudit_findings")).toEqual([
      `${labels("mail_suppression", "critical", "open")} 2`,
      `${labels("mail_suppression", "critical", "fixed")} 1`,
      `${labels("mail_suppression", "critical", "waived")} 0`,
      `${labels("least_privilege", "high", "open")} 0`,
      `${labels("least_privilege", "high", "fixed")} 0`,
      `${labels("least_privilege", "high", "waived")} 0`,
    ]);
  });

  it("are counted as waived beside being open, and the check as waived once all of them are", async () => {
    const store = await openTestStore();
    const seen = (subject: string) => ({
      uid: subject,
      environment: "staging",
      check: check.id,
      control: check.control,
      severity: check.severity,
      subject,
      title: "t",
      remedy: "r",
    });
    const at = "2026-03-02T04:00:00.000Z";
    await store.findings.see([seen("a"), seen("b")], at);
    await store.checks.save([state({ outcome: "fail" })]);
    const lines = async (checks: Exception["checks"], now = at) => {
      const exceptions = [exception({ checks })];
      const page = await series(store, {
        waived: (name, failing) => waive(exceptions, name, failing, now),
        exceptions: [{ id: "relay", endsAt: "2026-03-09T00:00:00.000Z", reviewOpen: true }],
      });
      return page.filter((line) => /waived|exception/.test(line));
    };
    const labels = 'environment="staging",control="mail_suppression"';
    const expected = (waived: number, count: number) => [
      `envaudit_check_waived{${labels},check="${check.id}"} ${waived}`,
      `envaudit_findings{${labels},severity="critical",state="waived"} ${count}`,
      'envaudit_exception_expiry_timestamp_seconds{exception="relay"} 1773014400',
      'envaudit_exception_review_open{exception="relay"} 1',
    ];
    expect(await lines({ [check.id]: "all" })).toEqual(expected(1, 2));
    expect(await lines({ [check.id]: [{ subject: "a", atMost: undefined }] })).toEqual(
      expected(0, 1),
    );
    expect(await lines({ [check.id]: "all" }, "2026-03-09T00:00:00.000Z")).toEqual(expected(0, 0));
  });
});

describe("counters", () => {
  it("shows what was counted", async () => {
    const store = await openTestStore();
    const labels = { environment: "staging" };
    await store.counters.add({ name: "audits", labels: { ...labels, trigger: "refresh" } });
    await store.counters.add({ name: "audits", labels: { ...labels, trigger: "refresh" } });
    await store.counters.add({ name: "audits_failed", labels });
    await store.counters.add({ name: "audit_overruns", labels });
    const lines = await series(store);
    expect(lines).toContain('envaudit_audits_total{environment="staging",trigger="refresh"} 2');
    expect(lines).toContain('envaudit_audits_failed_total{environment="staging"} 1');
    expect(lines).toContain('envaudit_audit_overruns_total{environment="staging"} 1');
  });

  it("starts the errors of configured transports at 0, those that can occur", async () => {
    const store = await openTestStore();
    await store.counters.add({
      name: "transport_errors",
      labels: { environment: "staging", transport: "rpc", reason: "timeout" },
    });
    const sql = { database: "staging", user: undefined, host: undefined, port: undefined };
    const environments = [environment("staging", { odoo, ssh, sql })];
    const lines = of(await series(store, { environments }), "envaudit_transport_errors_total");
    const labels = (transport: string, reason: string) =>
      `envaudit_transport_errors_total{environment="staging",transport="${transport}",reason="${reason}"}`;
    expect(lines).toHaveLength(40);
    expect(lines).toContain(`${labels("rpc", "timeout")} 1`);
    expect(lines).toContain(`${labels("rpc", "tls_untrusted")} 0`);
    expect(lines).toContain(`${labels("host", "host_key_mismatch")} 0`);
    expect(lines).toContain(`${labels("sql", "unreachable")} 0`);
    expect(lines).not.toContain(`${labels("http", "host_key_mismatch")} 0`);
  });

  it("says whether the last reload was taken, and which build this is", async () => {
    const reload = { successful: false, succeededAt: "2026-03-02T00:00:00.000Z" };
    const lines = await series(await openTestStore(), { reload });
    expect(lines).toContain("envaudit_config_last_reload_successful 0");
    expect(lines).toContain("envaudit_config_last_reload_success_timestamp_seconds 1772409600");
    expect(lines).toContain('envaudit_build_info{version="0.1.0"} 1');
  });
});

describe("the page", () => {
  it("has HELP and TYPE of every metric, in the order of the table, with or without series", async () => {
    const page = await metricsText(source(await openTestStore(), { environments: [], checks: [] }));
    const headers = page.split("\n").filter((line) => line.startsWith("#"));
    expect(headers).toEqual(
      Object.entries(metrics).flatMap(([name, { help, type }]) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
      ]),
    );
  });

  it("escapes what the operator wrote", async () => {
    const environments = [environment("staging", { owner: 'a "b"\\c\nd' })];
    const lines = await series(await openTestStore(), { environments });
    expect(of(lines, "envaudit_environment_info")).toEqual([
      'envaudit_environment_info{environment="staging",tier="staging",odoo_version="",' +
        'owner="a \\"b\\"\\\\c\\nd"} 1',
    ]);
  });

  it("is the same for every process on one store, and holds no secret", async () => {
    const store = await openTestStore();
    await store.checks.save([state()]);
    const over = { environments: [environment("staging", { odoo, ssh })] };
    const page = await metricsText(source(store, over));
    expect(await metricsText(source(store, over))).toBe(page);
    expect(page).not.toContain("canary");
  });

  it("has the content type of the text format", () => {
    expect(metricsContentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  });
});

describe("the self-test", () => {
  it("is absent before the first", async () => {
    const lines = await series(await openTestStore());
    expect(lines.filter((line) => line.startsWith("envaudit_selftest"))).toEqual([]);
  });

  it("is 1 for a check that sees, 0 for one that is blind, and dated", async () => {
    const store = await openTestStore();
    const old = { check: "lifecycle.age", passing: true, why: "" };
    await store.selfTests.save({ at: "2026-03-02T03:00:00Z", tested: [old] });
    const tested = [
      { check: "mail.egress", passing: true, why: "" },
      { check: "mail.canary", passing: false, why: "is pass on a broken Odoo 17" },
    ];
    await store.selfTests.save({ at: "2026-03-02T04:00:00Z", tested });
    const lines = await series(store);
    expect(of(lines, "envaudit_selftest_passing")).toEqual([
      'envaudit_selftest_passing{check="mail.egress"} 1',
      'envaudit_selftest_passing{check="mail.canary"} 0',
    ]);
    expect(of(lines, "envaudit_selftest_last_run_timestamp_seconds")).toEqual([
      "envaudit_selftest_last_run_timestamp_seconds 1772424000",
    ]);
  });
});

describe("the table", () => {
  const all = Object.entries<MetricSpec>(metrics);

  it.each(all)("%s is named after its type, and explained", (name, { type, help, labels }) => {
    expect(name.endsWith("_total")).toBe(type === "counter");
    expect(name).toMatch(/^envaudit(_[a-z0-9]+)+$/);
    expect(help).toMatch(/^[A-Z0-9].*\.$/);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("has bounded labels only", () => {
    const bounded = new Set([
      "environment",
      "control",
      "check",
      "reason",
      "severity",
      "owner",
      "runbook_url",
      "tier",
      "odoo_version",
      "state",
      "trigger",
      "transport",
      "anchor",
      "exception",
      "version",
    ]);
    for (const [, { labels }] of all) for (const label of labels) expect(bounded).toContain(label);
  });
});

describe("the ledger", () => {
  const about = (lines: readonly string[]) =>
    lines.filter((line) => line.startsWith("envaudit_ledger"));

  it("is empty, not signed and not anchored at first", async () => {
    const store = await openTestStore();
    expect(about(await series(store, { anchors: ["directory:/mnt/a"] }))).toEqual([
      "envaudit_ledger_entries 0",
      "envaudit_ledger_signed_entries 0",
      'envaudit_ledger_anchored_entries{anchor="directory:/mnt/a"} 0',
    ]);
  });

  it("is as long as it is, signed and anchored as far as that goes", async () => {
    const store = await openTestStore();
    const at = "2026-03-02T04:00:00.000Z";
    await store.transaction(async (tx) => {
      for (const subject of ["a", "b", "c"]) {
        await append(tx, { kind: "drill", subject, at, body: {} });
      }
    });
    for (const size of [1, 2]) {
      await store.ledger.insertCheckpoint({ size, keyId: "k", note: "n" });
    }
    await store.ledger.insertAnchored({ anchor: "one", size: 1, keyId: "k", location: "l" });
    await store.ledger.insertAnchored({ anchor: "gone", size: 2, keyId: "k", location: "l" });
    expect(about(await series(store, { anchors: ["one"] }))).toEqual([
      "envaudit_ledger_entries 3",
      "envaudit_ledger_signed_entries 2",
      'envaudit_ledger_anchored_entries{anchor="one"} 1',
      "envaudit_ledger_last_entry_timestamp_seconds 1772424000",
    ]);
  });
});
