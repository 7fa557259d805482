import type { Severity, Verdict } from "../model/outcome.ts";
import type { AuditRecord, CheckResult } from "../model/record.ts";
import { waiverOf, type ToldAudit, type Waiver } from "./audit-entry.ts";

/** Release of OCSF whose class 2003 the events are. */
const ocsfVersion = "1.8.0";

const severityIds = { low: 2, medium: 3, high: 4, critical: 5 } as const satisfies Record<
  Severity,
  number
>;
const severityNames = { low: "Low", medium: "Medium", high: "High", critical: "Critical" } as const;

/**
 * An audit as OCSF events of the class Compliance Finding (2003), one for each check that applies. A check that
 * could not be judged has the status Unknown: it is told, and is no pass.
 */
export function ocsfOf(told: ToldAudit): readonly object[] {
  return told.audit.results
    .filter(({ verdict }) => verdict.outcome !== "not_applicable")
    .map((result) => eventOf(told, result));
}

function eventOf({ audit, entry, waivers, version }: ToldAudit, result: CheckResult): object {
  const { check, control, severity, verdict } = result;
  const waiver = waiverOf(result, waivers);
  return {
    activity_id: 1,
    activity_name: "Create",
    category_uid: 2,
    category_name: "Findings",
    class_uid: 2003,
    class_name: "Compliance Finding",
    type_uid: 200301,
    type_name: "Compliance Finding: Create",
    time: Date.parse(audit.finishedAt),
    start_time: Date.parse(audit.startedAt),
    end_time: Date.parse(audit.finishedAt),
    severity_id: severityIds[severity],
    severity: severityNames[severity],
    ...statusOf(waiver),
    message: result.title,
    metadata: {
      version: ocsfVersion,
      uid: `${audit.id}/${check}`,
      correlation_uid: audit.id,
      sequence: entry.number,
      product: { name: "envaudit", vendor_name: "envaudit", version },
    },
    finding_info: {
      uid: `${audit.environment}/${check}`,
      title: result.title,
      desc: detailOf(verdict).join("; "),
      created_time: Date.parse(audit.finishedAt),
      types: [control],
    },
    compliance: {
      control: check,
      category: control,
      standards: ["envaudit registry"],
      ...complianceOf(verdict),
      status_details: detailOf(verdict),
    },
    resources: [resourceOf(audit)],
    ...(verdict.outcome === "fail" && {
      remediation: { desc: [...new Set(verdict.findings.map((one) => one.remedy))].join(" ") },
    }),
    unmapped: {
      ledger_entry: entry.number,
      leaf_hash: entry.leafHash,
      accepted_gap: result.acceptedGap,
      ...(waiver && { exception: waiver.exception, exception_expires_at: waiver.expiresAt }),
    },
  };
}

function statusOf(waiver: Waiver | undefined): object {
  return waiver === undefined
    ? { status_id: 1, status: "New" }
    : { status_id: 3, status: "Suppressed", status_detail: waiver.reason };
}

function complianceOf(verdict: Verdict): object {
  switch (verdict.outcome) {
    case "pass":
      return { status_id: 1, status: "Pass" };
    case "fail":
      return { status_id: 3, status: "Fail" };
    case "unknown":
      return { status_id: 0, status: "Unknown", status_code: verdict.reason };
    case "not_applicable":
      return { status_id: 99, status: "Not applicable" };
  }
}

/** What was seen, one line each. */
export function detailOf(verdict: Verdict): readonly string[] {
  switch (verdict.outcome) {
    case "pass":
      return [verdict.proof];
    case "fail":
      return verdict.findings.map(({ subject, title }) => `${subject}: ${title}`);
    case "unknown":
      return [`${verdict.reason}: ${verdict.detail}`];
    case "not_applicable":
      return [verdict.because];
  }
}

function resourceOf({ environment, tier, odooVersion }: AuditRecord): object {
  return {
    name: environment,
    uid: environment,
    type: "Odoo environment",
    labels: [tier],
    ...(odooVersion !== undefined && { version: odooVersion }),
  };
}
