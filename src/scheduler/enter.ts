import { createBudget } from "./budget.ts";
import type { Budget } from "./budget.ts";
import type { Timetable } from "./timetable.ts";
import type { Jobs, Kind } from "./types.ts";

/** Runs `task` when nothing else runs in the environment and the budget has room. */
export type Enter<J extends Jobs> = <T>(
  work: { readonly kind: Kind<J>; readonly environment: string },
  signal: AbortSignal,
  task: () => Promise<T>,
) => Promise<T>;

/** First the environment's own lane, which is a budget of one, then the budget that all share. */
export function createEnter<J extends Jobs>(
  budget: Budget,
  timetable: Timetable<Kind<J>>,
): Enter<J> {
  const lanes = createBudget({ fleet: Infinity, perHost: 1 });
  return ({ kind, environment }, signal, task) =>
    lanes.run([environment], signal, () => {
      const hosts = timetable.find(kind, environment)?.hosts ?? []; // as they are now, after reloads
      return budget.run(hosts, signal, task);
    });
}
