import type { FoundEntry } from "../model/ledger.ts";
import type { FoundCheckpoint, LedgerKey } from "../store/ledger-checkpoints.ts";
import type { Node } from "../store/ledger.ts";

/** Some entries in their order, and the checkpoints of sizes that these entries reach. */
export type Page = {
  readonly entries: readonly FoundEntry[];
  readonly checkpoints: readonly FoundCheckpoint[];
  /** The subtrees that are kept; undefined where they are not part of the source. */
  readonly nodes: readonly Node[] | undefined;
  /** Lines that could not be read, by their number. */
  readonly malformed: readonly number[];
};

/** A checkpoint in an anchor; its text is read when it is needed, since there may be many. */
export type AnchoredCheckpoint = {
  readonly anchor: string;
  readonly location: string;
  readonly size: number;
  readonly keyId: string;
  readonly read: () => Promise<string>;
};

/** A ledger to verify, wherever it is: in the store, or in an export. Nothing in it is trusted. */
export type LedgerSource = {
  /** Entries that tell about keys and about bodies that were removed, in order. */
  readonly telling: readonly FoundEntry[];
  readonly keys: readonly LedgerKey[];
  /** By size. Beside those of the anchors themselves, an export carries what was read from them. */
  readonly anchored: readonly AnchoredCheckpoint[];
  /** Locations that the store believes a checkpoint to be in. */
  readonly believed: readonly {
    readonly anchor: string;
    readonly size: number;
    readonly keyId: string;
    readonly location: string;
  }[];
  /** Whether parts of entries with this number or above are left. */
  readonly hasRemains: (size: number) => Promise<boolean>;
  readonly pages: () => AsyncIterable<Page>;
};
