import { RecordError } from "../model/errors.ts";
import type { Leaf } from "../model/ledger.ts";
import type { Ledger, Node } from "../store/ledger.ts";
import { canonicalJson } from "./canonical.ts";
import { hashOfLeaf, type Entry } from "./entry.ts";
import { nodeHash, sha256Hex, type Hash, type Subtree } from "./merkle.ts";

/**
 * Appends an entry and gives its number. `tx` is that of the transaction in which the state changes that the
 * entry explains; it holds the write lock, so entries of several processes keep one order. Throws
 * `RecordError` when what is stored does not allow an entry to follow it.
 */
export async function append(tx: { readonly ledger: Ledger }, entry: Entry): Promise<number> {
  const number = await tx.ledger.size();
  if (await tx.ledger.hasRemains(number)) throw damaged(`entries after ${number - 1} are gone`);
  const body = canonicalJson(entry.body);
  const columns = {
    number,
    kind: entry.kind,
    subject: entry.subject.toWellFormed(),
    at: entry.at,
    bodyHash: sha256Hex(body),
  };
  const leaf: Leaf = { ...columns, leafHash: hashOfLeaf(columns).toString("hex") };
  await tx.ledger.insert({ leaf, body, nodes: await completedBy(tx.ledger, leaf) });
  return number;
}

/** The subtrees that end with the new leaf: one for each bit that is set below the lowest zero of its number. */
async function completedBy(
  ledger: Pick<Ledger, "subtree">,
  { number, leafHash }: Leaf,
): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  let hash: Hash = Buffer.from(leafHash, "hex");
  for (let level = 0, index = number; index % 2 === 1; level++, index = (index - 1) / 2) {
    const left = await readSubtree(ledger, { level, index: index - 1 });
    hash = nodeHash(left, hash);
    nodes.push({ number, level: level + 1, hash: hash.toString("hex") });
  }
  return nodes;
}

/** The hash of a whole subtree. Throws `RecordError` when it is not there. */
export async function readSubtree(
  ledger: Pick<Ledger, "subtree">,
  { level, index }: Subtree,
): Promise<Buffer> {
  const hash = await ledger.subtree(level, index);
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) {
    throw damaged(`the hash of entries ${index * 2 ** level} and following is gone`);
  }
  return Buffer.from(hash, "hex");
}

export function damaged(what: string): RecordError {
  return new RecordError(`the ledger is damaged: ${what}; see \`envaudit evidence verify\``);
}
