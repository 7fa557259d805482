import type { UnfinishedSlot } from "../store/slots.ts";
import type { SlotOf, SlotWorkParts } from "./slot-work.ts";
import { keyOf } from "./timetable.ts";
import type { Jobs, Kind } from "./types.ts";

// Work that was started this often and never ended has most likely ended the process itself each time.
const maxAttempts = 3;

/**
 * What a start has to run: of each target the latest missed slot or, when none was missed, the newest
 * unfinished one. It stands for all that is older, which is closed as failed, since an audit says how
 * things are now. One daemon works on a store, so what is unfinished is nobody else's. Throws `RecordError`.
 */
export async function slotsToStart<J extends Jobs>(
  parts: SlotWorkParts<J>,
): Promise<readonly SlotOf<J>[]> {
  const unfinished = Map.groupBy(await parts.slots.unfinished(), keyOf);
  const chosen = await takeMissed(parts);
  for (const [key, old] of unfinished) {
    const resumed = chosen.has(key) ? undefined : resumable(parts, old);
    if (resumed !== undefined) chosen.set(key, resumed);
    for (const slot of old.filter(({ at }) => at !== resumed?.at)) {
      parts.log.warn({ ...slot }, "an unfinished slot was dropped");
      await parts.slots.finish(slot, "failed");
    }
  }
  return [...chosen.values()];
}

async function takeMissed<J extends Jobs>({ timetable, slots, clock }: SlotWorkParts<J>) {
  const taken = new Map<string, SlotOf<J>>();
  for (const { target, at } of timetable.due(clock.now().getTime())) {
    const { kind, environment } = target;
    const slot = { kind, environment, at: new Date(at).toISOString() };
    if (await slots.claim(slot)) taken.set(keyOf(slot), slot);
  }
  return taken;
}

/** The newest of a target's unfinished slots, unless it was tried too often or its target is gone. */
function resumable<J extends Jobs>(
  { timetable }: SlotWorkParts<J>,
  old: readonly UnfinishedSlot[],
): SlotOf<J> | undefined {
  const newest = old.at(-1);
  if (newest === undefined || newest.attempts >= maxAttempts) return undefined;
  const target = timetable.find(newest.kind, newest.environment);
  if (target === undefined) return undefined;
  const kind: Kind<J> = target.kind;
  return { kind, environment: target.environment, at: newest.at };
}
