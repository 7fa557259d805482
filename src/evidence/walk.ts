import type { FoundEntry } from "../model/ledger.ts";
import type { Node } from "../store/ledger.ts";
import { hashOfLeaf } from "./entry.ts";
import type { Issues } from "./issues.ts";
import { appendLeaf, emptyTree, rootOf, sha256Hex, type Hash, type TreeHead } from "./merkle.ts";
import type { Range } from "./ranges.ts";

/**
 * Goes along the entries and grows their tree. Where an entry and its hash disagree it goes both ways, until
 * a signed root says which of the two was changed.
 */
export type Walk = {
  /** Entries so far. */
  size(): number;
  /** `nodes` are those that this entry makes whole; undefined where none are kept. */
  enter(entry: FoundEntry, nodes: readonly Node[] | undefined): void;
  /** Whether the tree has this root. */
  hasRoot(root: Hash): boolean;
  /** Whether an entry is missing, so that no root can be told any more. */
  isLost(): boolean;
};

export type WalkParts = {
  readonly issues: Issues;
  /** Bodies that may be gone. */
  readonly removed: readonly Range[];
};

export function startWalk({ issues, removed }: WalkParts): Walk {
  let stored: TreeHead = emptyTree;
  /** With the hashes that the entries should have, since the first one that has another. */
  let computed: TreeHead | undefined;
  let disagreeSince = 0;
  let isLost = false;
  const mayBeGone = (number: number): boolean =>
    removed.some(({ first, last }) => number >= first && number <= last);

  function checkBody({ leaf, body }: FoundEntry): void {
    if (body === undefined) {
      if (!mayBeGone(leaf.number)) issues.add("body_missing", leaf.number);
    } else if (sha256Hex(body) !== leaf.bodyHash) {
      issues.add("body_altered", leaf.number);
    }
  }

  return {
    size: () => stored.size,
    isLost: () => isLost,
    enter(entry, nodes) {
      const { leaf } = entry;
      if (leaf.number > stored.size) {
        issues.add("entry_missing", { first: stored.size, last: leaf.number - 1 });
        isLost = true;
        stored = { size: leaf.number, subtrees: [] };
      } else if (leaf.number < stored.size) {
        issues.add("entry_out_of_place", leaf.number);
        return;
      }
      const own = hashOfLeaf(leaf);
      const kept = Buffer.from(leaf.leafHash, "hex");
      const isSame = own.toString("hex") === leaf.leafHash;
      if (!isSame) {
        issues.add("entry_altered", leaf.number);
        if (computed === undefined) [computed, disagreeSince] = [stored, leaf.number];
      }
      checkBody(entry);
      if (isLost) {
        issues.add("entry_missing", leaf.number);
        stored = { size: stored.size + 1, subtrees: [] };
        return;
      }
      const next = appendLeaf(stored, kept);
      if (nodes !== undefined && !isSameNodes(next.completed, nodes)) {
        issues.add("subtree_altered", undefined, `after entry ${leaf.number}`);
      }
      stored = next.tree;
      if (computed !== undefined) computed = appendLeaf(computed, own).tree;
    },
    hasRoot(root) {
      if (isLost) return false;
      if (rootOf(stored).equals(root)) {
        computed = undefined;
        return true;
      }
      if (computed === undefined || !rootOf(computed).equals(root)) return false;
      issues.recode("entry_altered", "leaf_hash_altered", disagreeSince);
      stored = computed;
      computed = undefined;
      return true;
    },
  };
}

type Numbered = { readonly level: number; readonly hash: Hash | string };

function isSameNodes(made: readonly Numbered[], kept: readonly Numbered[]): boolean {
  const text = (nodes: readonly Numbered[]): string =>
    nodes
      .map(
        ({ level, hash }) => `${level} ${typeof hash === "string" ? hash : hash.toString("hex")}`,
      )
      .join();
  return made.length === 0 ? kept.length === 0 : text(made) === text(kept);
}
