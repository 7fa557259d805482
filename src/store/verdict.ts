import type { Outcome, UnknownReason, Verdict } from "../model/outcome.ts";

/** A verdict as the tables keep it, without its findings. */
export type VerdictParts = {
  readonly outcome: Outcome;
  readonly reason: UnknownReason | undefined;
  /** The proof, the detail or the because; undefined for a fail, which has findings. */
  readonly detail: string | undefined;
};

export function verdictParts(verdict: Verdict): VerdictParts {
  const { outcome } = verdict;
  switch (outcome) {
    case "pass":
      return { outcome, reason: undefined, detail: verdict.proof };
    case "fail":
      return { outcome, reason: undefined, detail: undefined };
    case "unknown":
      return { outcome, reason: verdict.reason, detail: verdict.detail };
    case "not_applicable":
      return { outcome, reason: undefined, detail: verdict.because };
  }
}
