import { findingUid } from "../model/ids.ts";
import type { Fail, Finding, Verdict } from "../model/outcome.ts";
import type { AuditDiff, AuditRecord, Change } from "../model/record.ts";
import type { JudgedOutcome } from "../store/schema.ts";

/** The last judged verdict of a check: its outcome and the findings that are open. */
export type Baseline = {
  readonly outcome: JudgedOutcome;
  readonly findings: readonly { readonly uid: string; readonly count?: number }[];
};

export type IdentifiedFinding = Finding & { readonly uid: string };

/** How one check stands against its baseline; `fixed` are uids, the others what is there now. */
export type CheckDiff = {
  readonly change: Change;
  readonly new: readonly IdentifiedFinding[];
  readonly worse: readonly IdentifiedFinding[];
  readonly unchanged: readonly IdentifiedFinding[];
  readonly fixed: readonly string[];
};

const nothing = { new: [], worse: [], unchanged: [], fixed: [] } as const;

/**
 * Compares one check with its baseline, which is undefined when it was never judged. An unknown verdict
 * is incomparable and touches no finding; a first pass has nothing to be compared with either. A check
 * that stopped applying is fixed like one that passes.
 */
export function diffCheck(
  environment: string,
  check: string,
  baseline: Baseline | undefined,
  verdict: Verdict,
): CheckDiff {
  switch (verdict.outcome) {
    case "unknown":
      return { change: "incomparable", ...nothing };
    case "pass":
    case "not_applicable":
      return diffFine(baseline);
    case "fail":
      return diffFail(baseline, identify(environment, check, verdict));
  }
}

function diffFine(baseline: Baseline | undefined): CheckDiff {
  if (baseline === undefined) return { change: "incomparable", ...nothing };
  const fixed = baseline.findings.map((finding) => finding.uid);
  return { ...nothing, change: baseline.outcome === "fail" ? "fixed" : "unchanged", fixed };
}

function diffFail(
  baseline: Baseline | undefined,
  findings: readonly IdentifiedFinding[],
): CheckDiff {
  const before = new Map(baseline?.findings.map((finding) => [finding.uid, size(finding)]));
  const now = new Set(findings.map((finding) => finding.uid));
  const isWorse = (finding: IdentifiedFinding) =>
    size(finding) > (before.get(finding.uid) ?? Infinity);
  const parts = {
    new: findings.filter((finding) => !before.has(finding.uid)),
    worse: findings.filter(isWorse),
    unchanged: findings.filter((finding) => before.has(finding.uid) && !isWorse(finding)),
    fixed: [...before.keys()].filter((uid) => !now.has(uid)),
  };
  const shrunk = parts.unchanged.some((finding) => size(finding) < (before.get(finding.uid) ?? 0));
  if (baseline?.outcome !== "fail") return { change: "new", ...parts };
  if (parts.new.length > 0 || parts.worse.length > 0) return { change: "worse", ...parts };
  return { change: parts.fixed.length > 0 || shrunk ? "better" : "unchanged", ...parts };
}

/** How many records stand behind a finding. */
function size(finding: { readonly count?: number }): number {
  return finding.count ?? 1;
}

/**
 * The findings with their uids. Two about the same subject have one uid and become one finding that says
 * both, so that neither is lost.
 */
function identify(environment: string, check: string, verdict: Fail): readonly IdentifiedFinding[] {
  const byUid = new Map<string, IdentifiedFinding>();
  for (const finding of verdict.findings) {
    const uid = findingUid(environment, check, finding.subject);
    const other = byUid.get(uid);
    byUid.set(uid, { ...(other === undefined ? finding : joined(other, finding)), uid });
  }
  return [...byUid.values()];
}

function joined(one: Finding, two: Finding): Finding {
  return {
    subject: one.subject,
    title: `${one.title}; ${two.title}`,
    remedy: one.remedy === two.remedy ? one.remedy : `${one.remedy} ${two.remedy}`,
    count: size(one) + size(two),
  };
}

/** Every check that the audit ran against its baseline; checks that it did not run are not in it. */
export function diffAudit(
  record: Pick<AuditRecord, "environment" | "results">,
  baselines: ReadonlyMap<string, Baseline>,
): ReadonlyMap<string, CheckDiff> {
  return new Map(
    record.results.map(({ check, verdict }) => [
      check,
      diffCheck(record.environment, check, baselines.get(check), verdict),
    ]),
  );
}

/** The diff as it is reported: a change per check, and the uids of the findings. */
export function summary(diffs: ReadonlyMap<string, CheckDiff>): AuditDiff {
  const all = [...diffs.values()];
  const uids = (key: "new" | "worse" | "unchanged") =>
    all.flatMap((diff) => diff[key].map((finding) => finding.uid));
  return {
    checks: Object.fromEntries([...diffs].map(([check, diff]) => [check, diff.change])),
    findings: {
      new: uids("new"),
      worse: uids("worse"),
      unchanged: uids("unchanged"),
      fixed: all.flatMap((diff) => diff.fixed),
    },
  };
}
