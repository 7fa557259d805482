import type { EgressResult } from "../model/egress.ts";
import { failOrPass, type Verdict } from "../model/outcome.ts";
import { plural } from "../model/text.ts";

/** What attempts to connect say: one that got through fails; a name that was not resolved proves nothing. */
export function judgeEgress(attempts: readonly EgressResult[]): Verdict {
  const open = attempts.filter(({ outcome }) => outcome === "open");
  const unresolved = attempts.filter(({ outcome }) => outcome === "unresolved");
  if (open.length === 0 && unresolved.length > 0) {
    const names = [...new Set(unresolved.map(({ host }) => host))].join(", ");
    return {
      outcome: "unknown",
      reason: "fact_missing",
      detail: `the host does not resolve ${names}: name it by its address to test the port`,
    };
  }
  return failOrPass(
    open.map(({ host, port }) => ({
      subject: `egress,${host}:${port}`,
      title: `The host connects to ${host}:${port}`,
      remedy: `Close ${host}:${port} outward in the firewall.`,
    })),
    `none of ${plural(attempts.length, "attempt")} to connect got through`,
  );
}
