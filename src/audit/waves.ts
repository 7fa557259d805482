import type { ReadContext } from "../facts/read.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import type { PlannedFact } from "./plan.ts";

/**
 * Which facts wait for the list of modules: those that need a module, and those that share something with
 * one of them: over the API a model, so that each model is read once; by SQL the run of psql and its snapshot.
 */
export function byModules(
  rest: readonly PlannedFact[],
  context: ReadContext,
): { readonly now: readonly PlannedFact[]; readonly later: readonly PlannedFact[] } {
  const modelOf = ({ collector, via }: PlannedFact): string | undefined => {
    if (via !== "rpc" || collector.id === odooModules.id) return undefined;
    const read = collector.sources.rpc?.read(context);
    return read !== undefined && "kind" in read && read.kind === "records" ? read.model : undefined;
  };
  const bound = rest.filter(({ collector }) => collector.module !== undefined);
  const models = new Set(bound.map(modelOf));
  const bySql = bound.some(({ via }) => via === "sql");
  const waits = (fact: PlannedFact): boolean => {
    if (fact.collector.id === odooModules.id) return false;
    if (fact.collector.module !== undefined) return true;
    const model = modelOf(fact);
    return (model !== undefined && models.has(model)) || (bySql && fact.via === "sql");
  };
  return { now: rest.filter((f) => !waits(f)), later: rest.filter(waits) };
}
