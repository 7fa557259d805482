import type { LedgerSource } from "./source.ts";

/**
 * A ledger as lines of JSON, for whoever shall verify it without our database: keys, what is in the anchors,
 * then entries and checkpoints in their order. Throws `TargetError` when an anchor does not give what it has.
 */
export async function* exportLines(source: LedgerSource): AsyncGenerator<string> {
  yield line({ envaudit: "ledger", version: 1 });
  for (const key of source.keys) yield line({ key });
  for (const { anchor, location, size, keyId, read } of source.anchored) {
    yield line({ anchored: { anchor, location, size, keyId, note: await read() } });
  }
  for await (const { entries, checkpoints } of source.pages()) {
    let next = 0;
    for (const entry of entries) {
      yield line({ entry: { ...entry.leaf, body: entry.body ?? null } });
      for (; (checkpoints[next]?.size ?? Infinity) <= entry.leaf.number + 1; next++) {
        yield line({ checkpoint: checkpoints[next] });
      }
    }
    for (const checkpoint of checkpoints.slice(next)) yield line({ checkpoint });
  }
}

const line = (value: object): string => `${JSON.stringify(value)}\n`;
