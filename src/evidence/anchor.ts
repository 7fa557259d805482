import type { AnchorPlace } from "../model/anchor-place.ts";
import { printable } from "../model/text.ts";
import type { FoundCheckpoint } from "../store/ledger-checkpoints.ts";
import type { AnchoredCheckpoint } from "./source.ts";

/** A place in another domain of trust, where whoever holds the ledger cannot take checkpoints back. */
export type Anchor = {
  /** What it is and where, e.g. `directory:/mnt/anchors`; no secret. */
  readonly name: string;
  /**
   * Puts a checkpoint there, or finds it there already, and says where. Throws `TargetError` when the place
   * cannot be reached, `RecordError` when it holds another checkpoint of the same size by the same key.
   */
  put(checkpoint: FoundCheckpoint, signal: AbortSignal): Promise<string>;
  /** Every checkpoint there. Throws `TargetError`. */
  list(signal: AbortSignal): Promise<readonly AnchoredCheckpoint[]>;
};

/** The name of an anchor: its kind and where it is. */
export function placeName(place: AnchorPlace): string {
  return place.kind === "s3"
    ? `s3:${place.bucket}/${place.prefix}`
    : `directory:${printable(place.path)}`;
}

/** The name of a checkpoint's file or object: names are in the order of the sizes. */
export function nameOf({ size, keyId }: Pick<FoundCheckpoint, "size" | "keyId">): string {
  return `${String(size).padStart(16, "0")}-${keyId}.checkpoint`;
}

/** Size and key in a name; undefined for names that are not ours. */
export function partsOf(name: string): Pick<FoundCheckpoint, "size" | "keyId"> | undefined {
  const [, size, keyId] = /^(\d{16})-([0-9a-f]{8})\.checkpoint$/.exec(name) ?? [];
  return size === undefined || keyId === undefined ? undefined : { size: Number(size), keyId };
}
