import { hash } from "node:crypto";

/** SHA-256, 32 bytes. */
export type Hash = Buffer;

// RFC 6962, section 2.1: the first byte keeps a leaf from passing for a node.
const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** The root of a tree without leaves. */
export const emptyRoot: Hash = sha256(Buffer.alloc(0));

export function sha256(data: Buffer): Hash {
  return hash("sha256", data, "buffer");
}

/** SHA-256 of text as UTF-8, in hex: one call for what would be three copies. */
export function sha256Hex(text: string): string {
  return hash("sha256", text);
}

export function leafHash(data: Buffer): Hash {
  return sha256(Buffer.concat([leafPrefix, data]));
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(Buffer.concat([nodePrefix, left, right]));
}

/** The root of a whole subtree of 2^level leaves, `index` such subtrees from the left. Level 0 is a leaf. */
export type Subtree = { readonly level: number; readonly index: number };

/** A tree that grows to the right, kept as the roots of its whole subtrees: O(log n) hashes for n leaves. */
export type TreeHead = {
  readonly size: number;
  /** Largest first; one for each bit that is set in `size`. */
  readonly subtrees: readonly Hash[];
};

export const emptyTree: TreeHead = { size: 0, subtrees: [] };

/** Where the subtrees of a tree of `size` leaves stand, largest first. */
export function subtreesOf(size: number): readonly Subtree[] {
  const found: Subtree[] = [];
  let start = 0;
  for (let level = 52; level >= 0; level--) {
    const width = 2 ** level;
    if (Math.floor(size / width) % 2 === 0) continue;
    found.push({ level, index: start / width });
    start += width;
  }
  return found;
}

/** A subtree that a leaf made whole. */
export type Completed = { readonly level: number; readonly hash: Hash };

/** The tree with one leaf more, and the subtrees of level 1 and above that this leaf made whole. */
export function appendLeaf(
  tree: TreeHead,
  leaf: Hash,
): { readonly tree: TreeHead; readonly completed: readonly Completed[] } {
  const subtrees = [...tree.subtrees];
  const completed: Completed[] = [];
  let hashed = leaf;
  for (let rest = tree.size, level = 1; rest % 2 === 1; rest = (rest - 1) / 2, level++) {
    const left = subtrees.pop();
    if (left === undefined) break; // a head has one subtree for each bit of its size
    hashed = nodeHash(left, hashed);
    completed.push({ level, hash: hashed });
  }
  return { tree: { size: tree.size + 1, subtrees: [...subtrees, hashed] }, completed };
}

/** The Merkle tree hash of all leaves so far. */
export function rootOf({ subtrees }: TreeHead): Hash {
  let root: Hash | undefined;
  for (const subtree of subtrees.toReversed()) {
    root = root === undefined ? subtree : nodeHash(subtree, root);
  }
  return root ?? emptyRoot;
}
