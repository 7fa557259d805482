import { InternalError } from "../model/errors.ts";
import type { Fact, StoredFact } from "../model/record.ts";
import type { PlannedFact } from "./plan.ts";

/** Facts that depend on no other but version and modules, and those that do, in the order of their reading. */
export function inLayers(planned: readonly PlannedFact[]): {
  readonly first: readonly PlannedFact[];
  readonly later: readonly (readonly PlannedFact[])[];
} {
  const first = planned.filter(({ collector }) => collector.after === undefined);
  const later: PlannedFact[][] = [];
  let left = planned.filter((fact) => !first.includes(fact));
  while (left.length > 0) {
    const waiting = new Set(left.map(({ collector }) => collector.id));
    const layer = left.filter(
      ({ collector }) => !collector.after?.some((other) => waiting.has(other.id)),
    );
    // A circle, which the order of the collectors' files rules out, would never get shorter.
    if (layer.length === 0) throw new InternalError("facts wait for each other");
    later.push(layer);
    left = left.filter((fact) => !layer.includes(fact));
  }
  return { first, later };
}

/** Why a fact is not read: the first of those that it depends on and that is not known; undefined when all are. */
export function unmet(
  { collector }: PlannedFact,
  stored: Readonly<Record<string, StoredFact>>,
): Fact<never> | undefined {
  for (const { id } of collector.after ?? []) {
    const fact = stored[id];
    if (fact === undefined) {
      return { state: "unknown", reason: "fact_missing", detail: `${id} was not collected` };
    }
    if (fact.state === "unknown") {
      return { state: "unknown", reason: fact.reason, detail: fact.detail };
    }
    if (fact.state === "absent") return { state: "absent", because: fact.because };
  }
  return undefined;
}
