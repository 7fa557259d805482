import { inRange, formatRange, judgedVersion } from "../model/versions.ts";
import type { Environment } from "../model/environment.ts";
import type { Verdict } from "../model/outcome.ts";
import type { CheckResult, JudgeContext, StoredFact } from "../model/record.ts";
import { readFrom, type Read } from "../facts/collector.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import { everyFactOf, type Check } from "../probes/check.ts";
import { isAcceptedGap, type PlannedCheck } from "./plan.ts";

/** Every planned check, judged from the stored facts alone: the same input always gives the same verdicts. */
export function judge(
  planned: readonly PlannedCheck[],
  facts: Readonly<Record<string, StoredFact>>,
  context: JudgeContext,
  environment: Environment,
): readonly CheckResult[] {
  const read = readFrom(facts);
  return planned.map(({ check, because }) => {
    const verdict: Verdict =
      because === undefined
        ? judgeOne(check, read, context)
        : { outcome: "not_applicable", because };
    return {
      check: check.id,
      control: check.control,
      severity: check.severity,
      owner: check.owner,
      title: verdict.outcome === "fail" ? check.failTitle : check.passTitle,
      verdict,
      acceptedGap: verdict.outcome === "unknown" && isGap(check, verdict.reason, read, environment),
    };
  });
}

function judgeOne(check: Check, read: Read, context: JudgeContext): Verdict {
  const range = check.versions;
  if (range !== undefined) {
    const version = read(odooVersion);
    if (version.state === "unknown") {
      return { outcome: "unknown", reason: version.reason, detail: version.detail };
    }
    if (version.state === "known") {
      const rules = judgedVersion(version.value, context.judgedAs) ?? version.value;
      if (!inRange(rules, range)) {
        return { outcome: "not_applicable", because: `it is about Odoo ${formatRange(range)}` };
      }
    }
  }
  return check.run(read, context);
}

/** Whether every fact that is missing for want of an access is one that the operator declared missing. */
function isGap(check: Check, reason: string, read: Read, environment: Environment): boolean {
  if (reason !== "transport_not_configured") return false;
  return everyFactOf(check)
    .filter((fact) => read(fact).state === "unknown")
    .every((fact) => isAcceptedGap(environment, fact));
}
