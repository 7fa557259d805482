/** What an entry of the ledger is about. New kinds are added at the end; none is taken away. */
export const entryKinds = [
  "audit",
  "drill",
  "gate_decision",
  "exception_use",
  "config_change",
  "key_rotation",
  "release",
  "retention",
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** The part of an entry that nothing may change and nothing removes. Hashes are SHA-256 in hex. */
export type Leaf = {
  /** From 0, without gaps: the order in which entries were written. */
  readonly number: number;
  readonly kind: EntryKind;
  /** What the entry is about, by name: the id of an audit, of a release, of an exception. */
  readonly subject: string;
  /** When it happened. ISO 8601, UTC. A clock that was set back does not change the order. */
  readonly at: string;
  /** Of the body's bytes; a body that retention removed stays provable by it. */
  readonly bodyHash: string;
  /** RFC 6962 leaf hash over all of the above. */
  readonly leafHash: string;
};

/** A leaf as it was found: what is stored or sent may have been changed. */
export type FoundLeaf = Omit<Leaf, "kind"> & { readonly kind: string };

/** An entry as it was found. `body` is canonical JSON; undefined when there is none any more. */
export type FoundEntry = { readonly leaf: FoundLeaf; readonly body: string | undefined };
