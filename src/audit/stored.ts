import type { Fact, StoredFact } from "../model/record.ts";
import type { PlannedFact } from "./plan.ts";

/** What an audit has found out so far, by the id of the fact. */
export type Stored = Record<string, StoredFact>;

export function store(stored: Stored, { collector, via }: PlannedFact, fact: Fact<unknown>): void {
  stored[collector.id] = { ...fact, source: via ?? "none" };
}

export const notConfigured: Fact<never> = {
  state: "unknown",
  reason: "transport_not_configured",
  detail: "no access is configured that could read it",
};
