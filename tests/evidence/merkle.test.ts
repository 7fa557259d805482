import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  appendLeaf,
  emptyRoot,
  emptyTree,
  leafHash,
  nodeHash,
  rootOf,
  subtreesOf,
  type Hash,
  type TreeHead,
} from "../../src/evidence/merkle.ts";
import {
  consistencyProof,
  inclusionProof,
  prefixRoot,
  verifyConsistency,
  verifyInclusion,
  type ReadSubtree,
} from "../../src/evidence/proofs.ts";

// The vectors that the implementations of Certificate Transparency publish for RFC 6962: eight leaves.
const leaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => leafHash(Buffer.from(hex, "hex")));
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const inclusions: readonly (readonly [index: number, size: number, proof: readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  ],
  [
    5,
    8,
    [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  ],
  [2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]],
  [
    1,
    5,
    [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  ],
];
const consistencies: readonly (readonly [from: number, to: number, proof: readonly string[]])[] = [
  [1, 1, []],
  [
    1,
    8,
    [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  ],
  [
    6,
    8,
    [
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  ],
  [
    2,
    5,
    [
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  ],
];

/** A tree with every subtree that its leaves made whole, as the store keeps them. */
function grow(hashes: readonly Hash[]): { readonly tree: TreeHead; readonly read: ReadSubtree } {
  const nodes = new Map<string, Hash>();
  let tree = emptyTree;
  for (const [at, leaf] of hashes.entries()) {
    const next = appendLeaf(tree, leaf);
    nodes.set(`0/${at}`, leaf);
    for (const { level, hash } of next.completed) {
      nodes.set(`${level}/${(at + 1) / 2 ** level - 1}`, hash);
    }
    tree = next.tree;
  }
  const read: ReadSubtree = ({ level, index }) => {
    const found = nodes.get(`${level}/${index}`);
    return found === undefined ? Promise.reject(new Error("not whole")) : Promise.resolve(found);
  };
  return { tree, read };
}

const rootAt = (hashes: readonly Hash[], size: number): Hash =>
  rootOf(grow(hashes.slice(0, size)).tree);
const hex = (hashes: readonly Hash[]): readonly string[] => hashes.map((h) => h.toString("hex"));

/** RFC 6962, section 2.1, word for word, as something to compare with. */
function simpleRoot(hashes: readonly Hash[]): Hash {
  const [first] = hashes;
  if (first === undefined) return createHash("sha256").digest();
  if (hashes.length === 1) return first;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return nodeHash(simpleRoot(hashes.slice(0, k)), simpleRoot(hashes.slice(k)));
}

describe("the published vectors", () => {
  test.each(roots.map((root, size) => [size, root] as const))("root of %i leaves", (size, root) => {
    expect(rootAt(leaves, size).toString("hex")).toBe(root);
  });

  test.each(inclusions)("inclusion of leaf %i in %i", async (index, size, proof) => {
    const { read } = grow(leaves.slice(0, size));
    const made = await inclusionProof(index, size, read);
    expect(hex(made)).toEqual(proof);
    const leaf = leaves[index] ?? emptyRoot;
    expect(verifyInclusion({ leaf, index, size }, made, rootAt(leaves, size))).toBe(true);
  });

  test.each(consistencies)("consistency of %i with %i", async (from, to, proof) => {
    const { read } = grow(leaves.slice(0, to));
    const made = await consistencyProof(from, to, read);
    expect(hex(made)).toEqual(proof);
    const [old, fresh] = [from, to].map((size) => ({ size, root: rootAt(leaves, size) }));
    expect(old && fresh && verifyConsistency(old, fresh, made)).toBe(true);
  });
});

describe("any tree", () => {
  const many = Array.from({ length: 300 }, (_, i) => leafHash(Buffer.from(String(i))));
  const { read } = grow(many);
  const size = fc.integer({ min: 1, max: many.length });
  const heads = many.map((_, i) => ({ size: i + 1, root: rootAt(many, i + 1) }));
  const head = (n: number) => heads[n - 1] ?? { size: 0, root: emptyRoot };

  test("has the root of the definition, kept as one hash for each bit of its size", () => {
    fc.assert(
      fc.property(size, (n) => {
        const { tree } = grow(many.slice(0, n));
        expect(rootOf(tree)).toEqual(simpleRoot(many.slice(0, n)));
        expect(tree.subtrees).toHaveLength(subtreesOf(n).length);
        expect(subtreesOf(n)).toHaveLength(n.toString(2).replaceAll("0", "").length);
      }),
    );
  });

  test("has its root from the subtrees that are kept", async () => {
    await fc.assert(
      fc.asyncProperty(size, async (n) => {
        expect(await prefixRoot(n, read)).toEqual(head(n).root);
      }),
    );
  });

  const pair = fc.tuple(size, size).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  /** One bit turned, one hash less or one more. */
  const damage = (proof: readonly Hash[], seed: number): readonly Hash[] => {
    const at = seed % (proof.length + 1);
    if (at === proof.length)
      return seed % 2 === 0 && at > 0 ? proof.slice(1) : [...proof, emptyRoot];
    return proof.map((hash, i) => {
      const copy = Buffer.from(hash);
      if (i === at) copy.writeUInt8(copy.readUInt8(seed % 32) ^ (1 << (seed % 8)), seed % 32);
      return copy;
    });
  };

  test("proves each of its leaves, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.nat(), async ([m, n], seed) => {
        const index = m - 1;
        const leaf = many[index] ?? emptyRoot;
        const proof = await inclusionProof(index, n, read);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)));
        const { root } = head(n);
        expect(verifyInclusion({ leaf, index, size: n }, proof, root)).toBe(true);
        expect(verifyInclusion({ leaf, index, size: n }, damage(proof, seed), root)).toBe(false);
        expect(verifyInclusion({ leaf: emptyRoot, index, size: n }, proof, root)).toBe(false);
        const other = seed % n;
        if (other !== index) {
          expect(verifyInclusion({ leaf, index: other, size: n }, proof, root)).toBe(false);
        }
      }),
    );
  });

  test("proves that each earlier tree is its beginning, and no other one", async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.nat(), async ([m, n], seed) => {
        const proof = await consistencyProof(m, n, read);
        const [old, fresh] = [head(m), head(n)];
        expect(verifyConsistency(old, fresh, proof)).toBe(true);
        expect(verifyConsistency(old, fresh, damage(proof, seed))).toBe(false);
        expect(verifyConsistency({ ...old, root: emptyRoot }, fresh, proof)).toBe(false);
        expect(verifyConsistency(old, { ...fresh, root: emptyRoot }, proof)).toBe(false);
      }),
    );
  });

  test.each([
    [-1, 3],
    [3, 3],
    [0, 0],
  ])("has no proof of leaf %i of %i", async (index, n) => {
    await expect(inclusionProof(index, n, read)).rejects.toThrow(RangeError);
    expect(verifyInclusion({ leaf: emptyRoot, index, size: n }, [], emptyRoot)).toBe(false);
  });

  test.each([
    [0, 3],
    [4, 3],
  ])("has no proof from %i to %i leaves", async (from, to) => {
    await expect(consistencyProof(from, to, read)).rejects.toThrow(RangeError);
    const [old, fresh] = [from, to].map((n) => ({ size: n, root: emptyRoot }));
    expect(old && fresh && verifyConsistency(old, fresh, [])).toBe(false);
  });
});

test("sizes beyond 32 bits keep their subtrees", () => {
  expect(subtreesOf(2 ** 40 + 1)).toEqual([
    { level: 40, index: 0 },
    { level: 0, index: 2 ** 40 },
  ]);
});
