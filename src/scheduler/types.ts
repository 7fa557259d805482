import type { Clock } from "../model/clock.ts";
import { RecordError } from "../model/errors.ts";
import type { Trigger } from "../model/record.ts";
import type { Slots } from "../store/slots.ts";
import type { Budget } from "./budget.ts";
import type { Log } from "./log.ts";

/** The kinds of work, each with what it may be told when it is asked for, and what it gives. */
export type Jobs = Readonly<
  Record<string, { readonly options: unknown; readonly result: unknown }>
>;
export type Kind<J extends Jobs> = keyof J & string;

/** Work that comes again and again. At most one target per kind and environment. */
export type Target<K extends string = string> = {
  readonly kind: K;
  readonly environment: string;
  /** Cron expression of 5 or 6 fields, valid. */
  readonly cron: string;
  /** IANA name, valid. */
  readonly timezone: string;
  /** Hosts that the work burdens, for the budget. */
  readonly hosts: readonly string[];
  /** Of the work that is due at the same moment, that of a lower rank ends before a higher one's starts. */
  readonly rank: number;
  /** How long this work may hold up that of a higher rank, in milliseconds. */
  readonly holdMs: number;
};

/** One piece of work, as its handler sees it. */
export type Run<Options> = {
  readonly environment: string;
  readonly trigger: Trigger;
  /** The planned time of scheduled work, ISO 8601 in UTC; undefined for work that was asked for. */
  readonly slot: string | undefined;
  /** Undefined for scheduled work. */
  readonly options: Options | undefined;
};

/** Does the work. When the signal is aborted it is to end soon, by throwing the signal's reason. */
export type Handler<O, R> = (run: Run<O>, signal: AbortSignal) => Promise<R>;
export type Handlers<J extends Jobs> = {
  readonly [K in Kind<J>]: Handler<J[K]["options"], J[K]["result"]>;
};

export type SchedulerParts<J extends Jobs> = {
  readonly targets: readonly Target<Kind<J>>[];
  readonly handlers: Handlers<J>;
  readonly slots: Slots;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly log: Log;
  /** Called when a slot's work was still waiting or running at the environment's next slot. */
  readonly onOverrun: (environment: string) => Promise<void>;
  /** Time that running work gets at `stop`, in milliseconds. */
  readonly graceMs: number;
};

export type TargetStatus = {
  readonly kind: string;
  readonly environment: string;
  /** When its next scheduled work starts, ISO 8601 in UTC; undefined when its cron never fires again. */
  readonly nextAt: string | undefined;
  /** Whether scheduled work is waiting for room or running. */
  readonly busy: boolean;
};

export type Scheduler<J extends Jobs> = {
  /**
   * Resumes what was unfinished, catches up the latest missed slot of each target, and starts the clock.
   * Throws `RecordError` when the store does not answer.
   */
  start(): Promise<void>;
  /**
   * Work that is asked for: waits for what runs in the same environment, takes its place in the budget, and
   * gives the handler's result. Rejects with `UsageError` for a target that is not there, with
   * `StoppedError` when the scheduler stops first, with the signal's reason when that is aborted, and with
   * whatever the handler throws.
   */
  runNow<K extends Kind<J>>(
    kind: K,
    environment: string,
    trigger: Trigger,
    options: J[K]["options"],
    signal: AbortSignal,
  ): Promise<J[K]["result"]>;
  /**
   * Other targets from now on; running work goes on. A new target is run at once, one whose times changed
   * at its next time, and waiting work of one that is gone is dropped.
   */
  reload(targets: readonly Target<Kind<J>>[]): void;
  status(): readonly TargetStatus[];
  /**
   * No new work; running work gets `graceMs`, then its signal is aborted. A second call aborts at once.
   * Scheduled work that was aborted, or still waited, is resumed at the next start. Resolves when all work
   * has ended, or to `false` when some ignored its signal.
   */
  stop(options?: { readonly graceMs?: number }): Promise<boolean>;
};

/** The scheduler stopped before or while the work was done: there is no result to deliver. */
export class StoppedError extends RecordError {
  constructor() {
    super("the daemon is stopping");
  }
}
