import type { CheckResult, AuditRecord } from "../../src/model/record.ts";
import type { Verdict } from "../../src/model/outcome.ts";

function result(
  check: string,
  severity: CheckResult["severity"],
  verdict: Verdict,
  over: Partial<CheckResult> = {},
): CheckResult {
  return {
    check,
    control: "mail_suppression",
    severity,
    owner: "sre",
    title: `Title of ${check}`,
    verdict,
    acceptedGap: false,
    ...over,
  };
}

function record(environment: string, results: readonly CheckResult[]): AuditRecord {
  return {
    id: `audit of ${environment}`,
    environment,
    tier: "staging",
    trigger: "manual",
    startedAt: "2026-03-02T04:00:00.000Z",
    finishedAt: "2026-03-02T04:00:12.250Z",
    complete: true,
    odooVersion: "17.0",
    context: { now: "2026-03-02T04:00:12.250Z" } as AuditRecord["context"],
    facts: { "odoo.version": { state: "known", value: "never printed", source: "rpc" } },
    results,
    transportErrors: [],
  };
}

/** Names as a hostile environment would choose them: escapes, C1 controls, marks that reorder, markup. */
export const hostile =
  '\u001b[31mred\u009b2J\u202egnp\u2066x\u2069 <b a="1">&amp;]]>\r\n\tnext\u0000\ufeff\u2028!';

const many = Array.from({ length: 12 }, (_, i) => ({
  subject: `res.users,${i + 1}`,
  title: `User ${i + 1} is one too many`,
  remedy: `Archive res.users ${i + 1}.`,
}));
const [first = { subject: "", title: "", remedy: "" }, ...rest] = many;

/** Two environments with every outcome, the better one first. */
export const records: readonly AuditRecord[] = [
  record("quiet", [
    result("mail.outgoing-servers", "critical", { outcome: "pass", proof: "2 servers, 0 active" }),
    result("mail.incoming-servers", "high", {
      outcome: "not_applicable",
      because: "the module fetchmail is not installed",
    }),
    result("mail.outgoing-queue", "high", {
      outcome: "not_applicable",
      because: "the module fetchmail is not installed",
    }),
    result(
      "mail.fallback-server",
      "high",
      {
        outcome: "unknown",
        reason: "transport_not_configured",
        detail: "no ssh access is configured",
      },
      { acceptedGap: true },
    ),
  ]),
  {
    ...record("hostile", [
      result("access.administrators", "high", { outcome: "fail", findings: [first, ...rest] }),
      result("mail.outgoing-servers", "critical", {
        outcome: "fail",
        findings: [
          { subject: "ir.mail_server,7", title: `Mail server "${hostile}" sends`, remedy: hostile },
        ],
      }),
      result("lifecycle.declared", "low", {
        outcome: "fail",
        findings: [
          { subject: "environment", title: "x".repeat(300), remedy: "Declare it.", count: 3 },
        ],
      }),
      result("mail.incoming-servers", "high", {
        outcome: "unknown",
        reason: "access_denied",
        detail: `no right to read ${hostile}`,
      }),
      result("mail.fallback-server", "high", {
        outcome: "unknown",
        reason: "timeout",
        detail: "no answer within 10 seconds",
      }),
      result("mail.outgoing-queue", "medium", {
        outcome: "unknown",
        reason: "timeout",
        detail: "no answer within 10 seconds",
      }),
      result("access.default-credentials", "critical", { outcome: "pass", proof: hostile }),
    ]),
    odooVersion: undefined,
    complete: false,
  },
];
