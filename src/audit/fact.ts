import { TargetError } from "../model/errors.ts";
import { printable, shorten } from "../model/text.ts";
import type { Fact } from "../model/record.ts";
import type { AnyCollector } from "../facts/collector.ts";

/** What went wrong, as an unknown fact. An error that is not about the target is our bug, and says so. */
export function unknownFact(error: unknown): Fact<never> {
  if (error instanceof TargetError) {
    return {
      state: "unknown",
      reason: error.reason,
      detail: printable(shorten(error.message, 300)),
    };
  }
  const name = error instanceof Error ? error.name : "Error";
  return {
    state: "unknown",
    reason: "internal_error",
    detail: `${name} in the auditor; see its log`,
  };
}

/** What `shape` made, held against the collector's schema. */
export function checkedFact(collector: AnyCollector, make: () => unknown): Fact<unknown> {
  try {
    const parsed = collector.schema.safeParse(make());
    if (parsed.success) return { state: "known", value: parsed.data };
    const where = parsed.error.issues[0]?.path.join(".") ?? "";
    return {
      state: "unknown",
      reason: "malformed_response",
      detail: `${collector.title}: ${where === "" ? "the answer" : where} is not as expected`,
    };
  } catch (error) {
    return unknownFact(error);
  }
}
