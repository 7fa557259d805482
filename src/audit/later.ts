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

/**
 * The layers without what waits, directly or not, for one of the facts in `slow`, and what does: so that a
 * host that is silent keeps nothing waiting that comes from elsewhere.
 */
export function apart(
  layers: readonly (readonly PlannedFact[])[],
  slow: readonly PlannedFact[],
): { readonly soon: readonly PlannedFact[][]; readonly late: readonly PlannedFact[][] } {
  const waitedFor = new Set(slow.map(({ collector }) => collector.id));
  const soon: PlannedFact[][] = [];
  const late: PlannedFact[][] = [];
  for (const layer of layers) {
    const waits = layer.filter(
      ({ collector }) => collector.after?.some((other) => waitedFor.has(other.id)) === true,
    );
    for (const { collector } of waits) waitedFor.add(collector.id);
    late.push(waits);
    soon.push(layer.filter((fact) => !waits.includes(fact)));
  }
  return { soon, late };
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
