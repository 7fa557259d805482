import type { ReadContext } from "../facts/read.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import type { PlannedFact } from "./plan.ts";

/**
 * Which facts wait for the list of modules: those that need a module, and those over the API that share a
 * model with one of them, so that each model is read once.
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
  const waits = (fact: PlannedFact): boolean => {
    const model = modelOf(fact);
    return fact.collector.module !== undefined || (model !== undefined && models.has(model));
  };
  return { now: rest.filter((f) => !waits(f)), later: rest.filter(waits) };
}
