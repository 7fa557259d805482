import { parseCheckpoint, type SignedCheckpoint } from "./checkpoint.ts";
import type { Issues } from "./issues.ts";
import type { ChainKey } from "./key-chain.ts";
import { verifyNote } from "./note.ts";

/** A checkpoint as it was found, and in which place, for messages. */
export type Found = {
  readonly size: number;
  readonly keyId: string;
  readonly note: string;
  /** The anchor that it was found in; undefined for the ledger's own. */
  readonly anchor: string | undefined;
};

export type Signed = { readonly checkpoint: SignedCheckpoint; readonly by: ChainKey };

/** The checkpoint with the key that signed it; undefined, with an issue told, when it is not one of this log. */
export function signedBy(
  found: Found,
  origin: string | undefined,
  chain: readonly ChainKey[],
  issues: Issues,
): Signed | undefined {
  const detail = describe(found);
  const checkpoint = parseCheckpoint(found.note);
  if (checkpoint === undefined) {
    issues.add(
      found.anchor === undefined ? "checkpoint_malformed" : "anchor_altered",
      undefined,
      detail,
    );
    return undefined;
  }
  if (checkpoint.origin !== origin) {
    issues.add("other_log", undefined, detail);
    return undefined;
  }
  const keyOf = (name: string, id: string): ChainKey | undefined =>
    chain.find(({ key }) => key.name === name && key.id === id);
  const verdict = verifyNote(checkpoint.note, (name, id) => keyOf(name, id)?.key);
  if (verdict.state !== "verified") {
    const code = verdict.state === "unknown_key" ? verdict.state : "bad_signature";
    issues.add(code, undefined, detail);
    return undefined;
  }
  const by = keyOf(verdict.key.name, verdict.key.id);
  if (by === undefined) return undefined;
  if (checkpoint.size !== found.size || by.key.id !== found.keyId) {
    const code = found.anchor === undefined ? "checkpoint_altered" : "anchor_altered";
    issues.add(code, undefined, detail);
  }
  if (checkpoint.size <= by.since || checkpoint.size > by.until) {
    issues.add("key_out_of_turn", undefined, detail);
    return undefined;
  }
  return { checkpoint, by };
}

/** `checkpoint of 12 entries in directory:/mnt/anchors`. */
export function describe({ size, anchor }: Pick<Found, "size" | "anchor">): string {
  const where = anchor === undefined ? "" : ` in ${anchor}`;
  return `checkpoint of ${size} entries${where}`;
}
