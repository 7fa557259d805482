import { UsageError } from "../model/errors.ts";
import type { Trigger } from "../model/record.ts";
import { printable } from "../model/text.ts";
import { createDrain } from "./drain.ts";
import { createEnter } from "./enter.ts";
import { beginInRanks } from "./ranks.ts";
import { slotsToStart } from "./resume.ts";
import { slotWork } from "./slot-work.ts";
import { startTicker } from "./ticker.ts";
import { createTimetable } from "./timetable.ts";
import { StoppedError } from "./types.ts";
import type { Jobs, Kind, Scheduler, SchedulerParts, Target, TargetStatus } from "./types.ts";

/**
 * Decides when work is done, and knows nothing of what it is. Every slot (kind, environment, fire time) is a
 * row that is written before its work starts, so it runs once; environments are spread over the interval;
 * nothing overlaps within one environment; the budget holds for scheduled and asked-for work alike. Of what
 * is due at the same moment, as everything is on an empty store, the lowest rank goes first.
 */
export function createScheduler<J extends Jobs>(parts: SchedulerParts<J>): Scheduler<J> {
  const { clock, log, handlers, budget } = parts;
  const timetable = createTimetable<Kind<J>>();
  const drain = createDrain();
  const enter = createEnter<J>(budget, timetable);
  const all = { ...parts, timetable, drain, enter };
  const work = slotWork<J>(all);
  let ticker: { stop(): void } | undefined;
  reload(parts.targets);

  // A target that a reload took away meanwhile holds nobody up: its slot is closed at once.
  const rankOf = ({ kind, environment }: { readonly kind: string; readonly environment: string }) =>
    timetable.find(kind, environment) ?? { rank: 0, holdMs: 0 };

  async function start(): Promise<void> {
    const owed = await slotsToStart<J>(all);
    beginInRanks(owed, rankOf, (slot, turn) => drain.hold(work.resume(slot, turn)), drain.closed);
    if (!drain.closed.aborted) ticker = startTicker(tick, log);
  }

  function tick(): void {
    if (drain.closed.aborted) return;
    const due = timetable.due(clock.now().getTime());
    beginInRanks(
      due,
      ({ target }) => target,
      (slot, turn) => drain.hold(work.begin(slot, turn)),
      drain.closed,
    );
  }

  async function runNow<K extends Kind<J>>(
    kind: K,
    environment: string,
    trigger: Trigger,
    options: J[K]["options"],
    signal: AbortSignal,
  ): Promise<J[K]["result"]> {
    if (timetable.find(kind, environment) === undefined) {
      throw new UsageError(`no environment \`${printable(environment)}\` is configured`);
    }
    if (drain.closed.aborted) throw new StoppedError();
    const run = { environment, trigger, slot: undefined, options };
    const waiting = AbortSignal.any([signal, drain.closed]);
    const running = AbortSignal.any([signal, drain.forced]);
    return drain.hold(enter({ kind, environment }, waiting, () => handlers[kind](run, running)));
  }

  function reload(targets: readonly Target<Kind<J>>[]): void {
    timetable.reload(targets, clock.now().getTime());
  }

  function status(): readonly TargetStatus[] {
    return timetable.list().map(({ target, startsAt }) => ({
      kind: target.kind,
      environment: target.environment,
      nextAt: startsAt === undefined ? undefined : new Date(startsAt).toISOString(),
      busy: work.isBusy(target),
    }));
  }

  async function stop(options?: { readonly graceMs?: number }): Promise<boolean> {
    ticker?.stop();
    return drain.stop(options?.graceMs ?? parts.graceMs);
  }

  return { start, runNow, reload, status, stop };
}
