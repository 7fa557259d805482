import { TargetError } from "../model/errors.ts";
import type { Store } from "../store/store.ts";
import type { Anchor } from "./anchor.ts";
import type { AnchoredCheckpoint, LedgerSource, Page } from "./source.ts";

/** Entries at a time: some megabytes, since a body has some kilobytes. */
const pageSize = 1000;

export type StoreSource = {
  readonly source: LedgerSource;
  /** Anchors that could not be looked into, one line each. */
  readonly unread: readonly string[];
};

/**
 * The ledger of a store as it is now, which may grow meanwhile: what is compared with its entries is read
 * before their number is.
 */
export async function storeSource(
  store: Store,
  anchors: readonly Anchor[],
  signal: AbortSignal,
): Promise<StoreSource> {
  const deliveries = await store.ledger.anchored();
  const { anchored, looked, unread } = await look(anchors, signal);
  const now = await store.transaction(async ({ ledger }) => {
    const size = await ledger.size();
    return {
      size,
      keys: await ledger.keys(),
      telling: await ledger.ofKinds(["key_rotation", "retention"]),
      beyond: await ledger.checkpoints(size, Number.MAX_SAFE_INTEGER),
      hasRemains: await ledger.hasRemains(size),
    };
  });
  async function* pages(): AsyncGenerator<Page> {
    for (let start = 0; start < now.size;) {
      signal.throwIfAborted();
      const found = await store.ledger.entries(start, pageSize);
      const entries = found.filter(({ leaf }) => leaf.number < now.size);
      // From entry to entry, not by counting: a number that was changed may be any.
      const end = (entries.at(-1)?.leaf.number ?? now.size - 1) + 1;
      const nodes = await store.ledger.nodes(start, end);
      const checkpoints = await store.ledger.checkpoints(start === 0 ? -1 : start, end);
      yield { entries, nodes, checkpoints, malformed: [] };
      start = end;
    }
    yield { entries: [], nodes: [], checkpoints: now.beyond, malformed: [] };
  }
  const source: LedgerSource = {
    telling: now.telling,
    keys: now.keys,
    anchored,
    believed: deliveries.filter(({ anchor }) => looked.includes(anchor)),
    hasRemains: () => Promise.resolve(now.hasRemains),
    pages,
  };
  return { source, unread };
}

async function look(anchors: readonly Anchor[], signal: AbortSignal) {
  const anchored: AnchoredCheckpoint[] = [];
  const looked: string[] = [];
  const unread: string[] = [];
  for (const anchor of anchors) {
    try {
      anchored.push(...(await anchor.list(signal)));
      looked.push(anchor.name);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      unread.push(error.message);
    }
  }
  return { anchored, looked, unread };
}
