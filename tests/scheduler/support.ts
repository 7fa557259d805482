import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { Clock } from "../../src/model/clock.ts";
import { createBudget } from "../../src/scheduler/budget.ts";
import { createScheduler } from "../../src/scheduler/scheduler.ts";
import type { Run, Scheduler, Target } from "../../src/scheduler/types.ts";
import type { Log } from "../../src/scheduler/log.ts";
import { openStore } from "../../src/store/store.ts";
import type { Store } from "../../src/store/store.ts";

/** The fake time of vitest, which node-cron reads too. */
export const clock: Clock = { now: () => new Date() };
export const never = new AbortController().signal;
export const minute = 60_000;
export const hour = 60 * minute;

/** Timers and the date stand still until a test moves them; nothing else is faked. */
export function fakeTime(now: string): void {
  vi.useFakeTimers({
    now: Date.parse(now),
    toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
  });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Lets what is under way come to its next wait. */
export const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
export const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

export async function openTestStore(): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), "envaudit-scheduler-"));
  const store = await openStore({ path: join(directory, "store.db"), clock });
  onTestFinished(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return store;
}

export type Line = { readonly level: string; readonly message: string; readonly fields: object };
export function memoryLog(): { readonly log: Log; readonly lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  return { log: { info: at("info"), warn: at("warn"), error: at("error") }, lines };
}

export const target = (environment: string, over: Partial<Target<"audit">> = {}) =>
  ({
    kind: "audit",
    environment,
    cron: "0 */6 * * *",
    timezone: "UTC",
    hosts: [`${environment}.example.com`],
    rank: 1,
    holdMs: 5 * minute,
    ...over,
  }) satisfies Target<"audit">;

export type TestJobs = { readonly audit: { readonly options: string; readonly result: string } };

/** Work that a test sees begin, and ends itself. */
export type Piece = Run<string> & {
  readonly signal: AbortSignal;
  readonly end: (result?: string) => void;
  readonly fail: (error: Error) => void;
};

export type Rig = {
  readonly scheduler: Scheduler<TestJobs>;
  readonly pieces: Piece[];
  readonly overruns: string[];
  readonly lines: Line[];
  /** Environments whose work began, in order. */
  readonly started: () => readonly string[];
};

export function rig(
  store: Pick<Store, "slots">,
  targets: readonly Target<"audit">[],
  limits = { fleet: 4, perHost: 1 },
): Rig {
  const pieces: Piece[] = [];
  const overruns: string[] = [];
  const { log, lines } = memoryLog();
  const audit = (run: Run<string>, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      pieces.push({ ...run, signal, end: (result = "done") => resolve(result), fail: reject });
    });
  const scheduler = createScheduler<TestJobs>({
    targets,
    handlers: { audit },
    slots: store.slots,
    clock,
    log,
    budget: createBudget(limits),
    onOverrun: async (environment) => void overruns.push(environment),
    graceMs: 20_000,
  });
  onTestFinished(async () => {
    const stopping = scheduler.stop();
    for (const piece of pieces) piece.end();
    await scheduler.stop();
    await stopping;
  });
  return { scheduler, pieces, overruns, lines, started: () => pieces.map((p) => p.environment) };
}
