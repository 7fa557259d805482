import { UsageError } from "../model/errors.ts";
import type { Store } from "../store/store.ts";
import { append } from "./append.ts";

/** Body of a `retention` entry: the bodies from `first` to `last` may be gone, for this reason. */
export type Retention = { readonly first: number; readonly last: number; readonly reason: string };

/**
 * Removes the bodies of all entries from before `before`, up to the first one that is not; their leaves stay,
 * so all that follows can still be verified. An entry says so. How many were removed. Times are ISO 8601, UTC.
 */
export async function removeBodies(
  store: Store,
  { before, reason, at }: { readonly before: string; readonly reason: string; readonly at: string },
): Promise<number> {
  if (before > at) throw new UsageError("bodies of entries to come cannot be removed");
  return await store.transaction(async ({ ledger }) => {
    const last = (await ledger.countBefore(before)) - 1;
    if (last < 0) return 0;
    const body: Retention = { first: 0, last, reason };
    await append({ ledger }, { kind: "retention", subject: `0-${last}`, at, body });
    return await ledger.deleteBodies(0, last);
  });
}
