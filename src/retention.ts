import type { Clock } from "./model/clock.ts";
import type { Log } from "./scheduler/log.ts";
import { startPoller, type Poller } from "./scheduler/poll.ts";
import type { Store } from "./store/store.ts";

const dayMs = 86_400_000;
// The audits that a start makes up for come first.
const firstMs = 60_000;
// The store is locked while it deletes: a fraction of a second for so many.
const atOnce = 200;

export type RetentionParts = {
  readonly store: Pick<Store, "retention">;
  /** Days that are kept, as configured now. */
  readonly days: () => number;
  readonly clock: Clock;
  readonly log: Log;
};

/** Deletes old audits once a day, a minute after the start for the first time. */
export function startRetention(parts: RetentionParts): Poller {
  return startPoller(dayMs, (signal) => forgetOld(parts, signal), parts.log, { firstMs });
}

async function forgetOld(
  { store, days, clock, log }: RetentionParts,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(clock.now().getTime() - days() * dayMs).toISOString();
  const total = { audits: 0, findings: 0, slots: 0 };
  for (;;) {
    signal.throwIfAborted();
    const { audits, findings, slots } = await store.retention.prune(before, atOnce);
    total.audits += audits;
    total.findings += findings;
    total.slots += slots;
    if (audits < atOnce) break;
  }
  if (total.audits + total.findings + total.slots > 0) {
    log.info({ ...total, before }, "old audits were deleted");
  }
}
