import { RecordError, TargetError } from "../model/errors.ts";
import type { FoundCheckpoint } from "../store/ledger-checkpoints.ts";
import type { Store } from "../store/store.ts";
import type { Anchor } from "./anchor.ts";

export type Undelivered = { readonly anchor: string; readonly error: RecordError | TargetError };

/**
 * Puts a checkpoint into every anchor that does not have it, and notes where. One that fails does not stop
 * the others; it is tried again with the next checkpoint, which covers this one's entries too.
 */
export async function deliver(
  store: Store,
  anchors: readonly Anchor[],
  checkpoint: FoundCheckpoint,
  signal: AbortSignal,
): Promise<readonly Undelivered[]> {
  const { size, keyId } = checkpoint;
  const undelivered: Undelivered[] = [];
  for (const anchor of anchors) {
    if (await store.ledger.isAnchored(anchor.name, checkpoint)) continue;
    try {
      const location = await anchor.put(checkpoint, signal);
      await store.ledger.insertAnchored({ anchor: anchor.name, size, keyId, location });
    } catch (error) {
      if (!(error instanceof TargetError || error instanceof RecordError)) throw error;
      undelivered.push({ anchor: anchor.name, error });
    }
  }
  return undelivered;
}
