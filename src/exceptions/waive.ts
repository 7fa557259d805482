import type { Exception, Waived } from "../model/exception.ts";
import type { Finding } from "../model/outcome.ts";
import { standingOf } from "./standing.ts";

type Failing = {
  readonly check: string;
  readonly findings: readonly Pick<Finding, "subject" | "count">[];
};

/**
 * What the exceptions cover of the failing checks of an environment at `now` (ISO 8601, UTC). The one place
 * where that is decided, for the daemon, the command line, metrics and exports. Checks of which nothing is
 * covered are not in the answer. Of two exceptions that cover a finding the one that ends last is named.
 */
export function waive(
  exceptions: readonly Exception[],
  environment: string,
  failing: readonly Failing[],
  now: string,
): readonly (Waived & { readonly check: string })[] {
  const active = exceptions
    .filter((one) => one.environments.includes(environment) && standingOf(one, now) === "active")
    .toSorted((a, b) => b.expires.localeCompare(a.expires) || a.id.localeCompare(b.id));
  return failing.flatMap(({ check, findings }) => {
    const covered = findings.flatMap((finding) => {
      const by = active.find((one) => covers(one, check, finding));
      return by === undefined ? [] : [{ subject: finding.subject, exception: by.id }];
    });
    return covered.length === 0
      ? []
      : [{ check, findings: covered, whole: covered.length === findings.length }];
  });
}

function covers(
  exception: Exception,
  check: string,
  { subject, count = 1 }: Failing["findings"][number],
): boolean {
  const scope = Object.hasOwn(exception.checks, check) ? exception.checks[check] : undefined;
  if (scope === undefined || scope === "all") return scope === "all";
  return scope.some((one) => one.subject === subject && count <= (one.atMost ?? Infinity));
}
