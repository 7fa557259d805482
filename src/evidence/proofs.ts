import { nodeHash, subtreesOf, type Hash, type Subtree } from "./merkle.ts";

/** Reads the root of a whole subtree. */
export type ReadSubtree = (subtree: Subtree) => Promise<Hash>;

/**
 * The hashes by which whoever knows the leaf at `index` computes the root of the tree of `size` leaves
 * (RFC 6962, section 2.1.1), nearest to the leaf first. `0 <= index < size`, else a `RangeError`.
 */
export async function inclusionProof(
  index: number,
  size: number,
  read: ReadSubtree,
): Promise<readonly Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: Hash[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    const isLeft = index < middle;
    path.push(await (isLeft ? rangeRoot(middle, end, read) : rangeRoot(start, middle, read)));
    [start, end] = isLeft ? [start, middle] : [middle, end];
  }
  return path.toReversed();
}

/**
 * The hashes by which whoever knows the root of the first `from` leaves sees that the tree of `to` leaves has
 * them unchanged (RFC 6962, section 2.1.2). `0 < from <= to`, else a `RangeError`.
 */
export async function consistencyProof(
  from: number,
  to: number,
  read: ReadSubtree,
): Promise<readonly Hash[]> {
  if (!(from > 0 && from <= to)) throw new RangeError(`no proof from ${from} to ${to} leaves`);
  const path: Hash[] = [];
  let [start, end] = [0, to];
  let isWhole = true; // the old tree is the left edge so far: its root is known to whoever verifies
  while (from < end) {
    const middle = start + split(end - start);
    const isLeft = from <= middle;
    path.push(await (isLeft ? rangeRoot(middle, end, read) : rangeRoot(start, middle, read)));
    [start, end] = isLeft ? [start, middle] : [middle, end];
    if (!isLeft) isWhole = false;
  }
  if (!isWhole) path.push(await rangeRoot(start, end, read));
  return path.toReversed();
}

/** Whether `leaf` is the leaf at `index` of the tree of `size` leaves with this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(
  { leaf, index, size }: { readonly leaf: Hash; readonly index: number; readonly size: number },
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!(Number.isSafeInteger(size) && index >= 0 && index < size)) return false;
  let [at, last] = [index, size - 1];
  let computed = leaf;
  for (const hash of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      computed = nodeHash(hash, computed);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      computed = nodeHash(computed, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && computed.equals(root);
}

export type Head = { readonly size: number; readonly root: Hash };

/** Whether the tree `from` is the beginning of the tree `to` (RFC 9162, section 2.1.4.2). */
export function verifyConsistency(from: Head, to: Head, proof: readonly Hash[]): boolean {
  if (!Number.isSafeInteger(to.size) || !(from.size > 0 && from.size <= to.size)) return false;
  if (from.size === to.size) return proof.length === 0 && from.root.equals(to.root);
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [at, last] = [from.size - 1, to.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, fresh] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, fresh] = [nodeHash(hash, old), nodeHash(hash, fresh)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      fresh = nodeHash(fresh, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && old.equals(from.root) && fresh.equals(to.root);
}

/** The root of the first `size` leaves, from their whole subtrees. `size` is above 0. */
export function prefixRoot(size: number, read: ReadSubtree): Promise<Hash> {
  return rangeRoot(0, size, read);
}

/** Of the leaves from `start` up to `end`: one subtree, or several at the right edge of a tree. */
async function rangeRoot(start: number, end: number, read: ReadSubtree): Promise<Hash> {
  const width = end - start;
  const [first, ...rest] = subtreesOf(width);
  if (first === undefined) throw new RangeError(`no leaves from ${start} to ${end}`);
  const largest = await read({ level: first.level, index: start / 2 ** first.level });
  if (rest.length === 0) return largest;
  return nodeHash(largest, await rangeRoot(start + 2 ** first.level, end, read));
}

/** The largest power of two below `size`. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

// The operators on bits would cut numbers to 32 bits.
const half = (n: number): number => Math.floor(n / 2);
const isPowerOfTwo = (n: number): boolean => n === 1 || split(n) * 2 === n;
