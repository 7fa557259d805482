import type { Slot } from "../store/slots.ts";
import type { Drain } from "./drain.ts";
import type { Enter } from "./enter.ts";
import { keyOf } from "./timetable.ts";
import type { Due, Timetable } from "./timetable.ts";
import type { Jobs, Kind, SchedulerParts } from "./types.ts";

// A store that cannot be written (a full disk) is asked again after this: soon enough that no audit is much
// too late, rare enough that the log stays readable.
const retryMs = 30_000;

export type SlotWork<J extends Jobs> = {
  /**
   * Takes the slot and does its work when it is its turn, once however many ask. Never rejects: what fails
   * is logged.
   */
  begin(due: Due<Kind<J>>, turn: Promise<void>): Promise<void>;
  /** Does the work of a slot that was taken already. Never rejects. */
  resume(slot: SlotOf<J>, turn: Promise<void>): Promise<void>;
  /** Whether scheduled work of the target waits or runs. */
  isBusy(target: { readonly kind: string; readonly environment: string }): boolean;
};
export type SlotOf<J extends Jobs> = Slot & { readonly kind: Kind<J> };

export type SlotWorkParts<J extends Jobs> = SchedulerParts<J> & {
  readonly timetable: Timetable<Kind<J>>;
  readonly drain: Drain;
  readonly enter: Enter<J>;
};

/** What is done with a slot: the row is written before the work starts and closed after it ended. */
export function slotWork<J extends Jobs>(parts: SlotWorkParts<J>): SlotWork<J> {
  const { slots, handlers, log, timetable, drain, enter } = parts;
  const busy = new Set<string>();

  async function begin(due: Due<Kind<J>>, turn: Promise<void>): Promise<void> {
    const { kind, environment } = due.target;
    const slot = { kind, environment, at: new Date(due.at).toISOString() };
    if (busy.has(keyOf(slot))) return skip(due, slot);
    await occupy(slot, async () => {
      if (await claim(due, slot)) await perform(slot, turn);
    });
  }

  /** Runs `task` as the scheduled work of its kind and environment: the next slot finds it busy. */
  async function occupy(slot: Slot, task: () => Promise<void>): Promise<void> {
    busy.add(keyOf(slot));
    try {
      await task();
    } finally {
      busy.delete(keyOf(slot));
    }
  }

  async function claim(due: Due<Kind<J>>, slot: Slot): Promise<boolean> {
    try {
      return await slots.claim(slot);
    } catch (error) {
      log.error({ ...slot, err: error }, "a slot could not be taken, it will be tried again");
      timetable.postpone(due, parts.clock.now().getTime() + retryMs);
      return false;
    }
  }

  /** The predecessor still waits or runs: the slot is taken all the same, so that nobody runs it later. */
  async function skip(due: Due<Kind<J>>, slot: Slot): Promise<void> {
    if (!(await claim(due, slot))) return;
    log.warn({ ...slot }, "a slot was skipped: the one before it has not ended");
    await close(slot, "failed");
    await parts.onOverrun(slot.environment).catch((error: unknown) => {
      log.error({ ...slot, err: error }, "an overrun could not be counted");
    });
  }

  async function perform(slot: SlotOf<J>, turn: Promise<void>): Promise<void> {
    try {
      await turn;
      await enter(slot, drain.closed, () => work(slot));
    } catch (error) {
      if (drain.closed.aborted && error === drain.closed.reason) return; // resumed at the next start
      if (drain.forced.aborted) return;
      log.error({ ...slot, err: error }, "scheduled work failed");
      await close(slot, "failed");
    }
  }

  async function work(slot: SlotOf<J>): Promise<void> {
    const { kind, environment, at } = slot;
    if (timetable.find(kind, environment) === undefined) return close(slot, "failed"); // left meanwhile
    await slots.start(slot);
    const run = { environment, trigger: "schedule", slot: at, options: undefined } as const;
    await handlers[kind](run, drain.forced);
    await close(slot, "done");
  }

  async function close(slot: Slot, state: "done" | "failed"): Promise<void> {
    try {
      await slots.finish(slot, state);
    } catch (error) {
      log.error({ ...slot, err: error }, "a slot could not be closed, the next start repeats it");
    }
  }

  return {
    begin,
    resume: (slot, turn) => occupy(slot, () => perform(slot, turn)),
    isBusy: (target) => busy.has(keyOf(target)),
  };
}
