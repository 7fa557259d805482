import type { ReadContext } from "../facts/read.ts";
import type { PlannedFact } from "./plan.ts";
import { rowsReadOverApi } from "./rpc-read.ts";

/**
 * Which facts wait for the list of modules: those that need a module, and those that share something with
 * one of them: over the API a model, so that each model is read once; by SQL the run of psql and its snapshot.
 */
export function byModules(
  rest: readonly PlannedFact[],
  context: ReadContext,
): { readonly now: readonly PlannedFact[]; readonly later: readonly PlannedFact[] } {
  const modelOf = (fact: PlannedFact): string | undefined => {
    const read = rowsReadOverApi(fact, context);
    return read?.kind === "records" ? read.model : undefined;
  };
  const bound = rest.filter(({ collector }) => collector.module !== undefined);
  const models = new Set(bound.map(modelOf));
  const bySql = bound.some(({ via }) => via === "sql");
  const waits = (fact: PlannedFact): boolean => {
    if (fact.collector.module !== undefined) return true;
    const model = modelOf(fact);
    return (model !== undefined && models.has(model)) || (bySql && fact.via === "sql");
  };
  return { now: rest.filter((f) => !waits(f)), later: rest.filter(waits) };
}
