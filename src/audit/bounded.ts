import { createHash } from "node:crypto";
import type { Finding, Verdict } from "../model/outcome.ts";
import { shorten } from "../model/text.ts";

// The longest sentence of a check's own is about 200 characters; names in it are of any length.
const mostText = 500;
// As long as a path and a record together, and far below what an index of a database takes.
const mostSubject = 200;
const digestLength = 12;

/**
 * The verdict with every text in it cut to what somebody reads: names come from the audited side, which may
 * call a mail server whatever it likes, a megabyte long.
 */
export function bounded(verdict: Verdict): Verdict {
  switch (verdict.outcome) {
    case "pass":
      return { ...verdict, proof: shorten(verdict.proof, mostText) };
    case "fail": {
      const [first, ...rest] = verdict.findings;
      return { ...verdict, findings: [boundedFinding(first), ...rest.map(boundedFinding)] };
    }
    case "unknown":
      return { ...verdict, detail: shorten(verdict.detail, mostText) };
    case "not_applicable":
      return { ...verdict, because: shorten(verdict.because, mostText) };
  }
}

function boundedFinding(finding: Finding): Finding {
  return {
    ...finding,
    subject: boundedSubject(finding.subject),
    title: shorten(finding.title, mostText),
    remedy: shorten(finding.remedy, mostText),
  };
}

/** Two subjects that differ only behind the cut stay two: what they were is in the digest at the end. */
function boundedSubject(subject: string): string {
  if (subject.length <= mostSubject) return subject;
  const digest = createHash("sha256").update(subject).digest("hex").slice(0, digestLength);
  return shorten(subject, mostSubject - digestLength) + digest;
}
