import type { KeyObject } from "node:crypto";
import type { Hash } from "./merkle.ts";
import { fromBase64, parseNote, signNote, type Note } from "./note.ts";

/** A signed statement that the log `origin` has `size` leaves with this root (c2sp.org/tlog-checkpoint). */
export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
};

export type SignedCheckpoint = Checkpoint & { readonly note: Note };

/** Signs a checkpoint under the name of its origin. */
export function signCheckpoint({ origin, size, root }: Checkpoint, key: KeyObject): string {
  return signNote(`${origin}\n${size}\n${root.toString("base64")}\n`, origin, key);
}

/**
 * The checkpoint in a note, its signatures not verified; undefined when it is none. Extension lines are
 * refused: nothing that we verify may depend on what no monitor can check.
 */
export function parseCheckpoint(text: string): SignedCheckpoint | undefined {
  const note = parseNote(text);
  const [origin = "", size = "", encoded = "", ...rest] = note?.text.split("\n") ?? [];
  const root = fromBase64(encoded);
  if (note === undefined || origin === "" || rest.join("") !== "" || rest.length !== 1) {
    return undefined;
  }
  if (!/^(?:0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size))) return undefined;
  if (root?.length !== 32) return undefined;
  return { origin, size: Number(size), root, note };
}
