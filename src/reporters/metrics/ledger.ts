import { sample } from "./metrics.ts";
import type { Sample } from "./metrics.ts";
import type { MetricsSource } from "./source.ts";

/** How long the ledger is, and how far it is signed and anchored; what that is worth is for verification. */
export async function ledgerSamples({ store, anchors }: MetricsSource): Promise<readonly Sample[]> {
  const { ledger } = store;
  const size = await ledger.size();
  const checkpoint = await ledger.latestCheckpoint();
  const reach = new Map((await ledger.reach()).map(({ anchor, size: most }) => [anchor, most]));
  const [last] = size === 0 ? [] : await ledger.entries(size - 1, 1);
  return [
    sample("envaudit_ledger_entries", {}, size),
    sample("envaudit_ledger_signed_entries", {}, checkpoint?.size ?? 0),
    ...anchors.map((anchor) =>
      sample("envaudit_ledger_anchored_entries", { anchor }, reach.get(anchor) ?? 0),
    ),
    ...(last === undefined ? [] : lastSample(last.leaf.at)),
  ];
}

function lastSample(at: string): readonly Sample[] {
  const seconds = Date.parse(at) / 1000;
  // A time that somebody has changed must not take every other metric away.
  if (Number.isNaN(seconds)) return [];
  return [sample("envaudit_ledger_last_entry_timestamp_seconds", {}, seconds)];
}
