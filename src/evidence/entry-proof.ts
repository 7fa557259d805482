import { RecordError } from "../model/errors.ts";
import type { FoundEntry } from "../model/ledger.ts";
import type { FoundCheckpoint } from "../store/ledger-checkpoints.ts";
import type { Ledger } from "../store/ledger.ts";
import { damaged, readSubtree } from "./append.ts";
import { hashOfLeaf } from "./entry.ts";
import { sha256Hex } from "./merkle.ts";
import { inclusionProof } from "./proofs.ts";

/** An entry with its body, and the proof that a checkpoint covers it. */
export type ProvenEntry = FoundEntry & {
  readonly body: string;
  readonly checkpoint: FoundCheckpoint;
  /** Inclusion proof in the tree of the checkpoint (RFC 6962), nearest to the leaf first, in base64. */
  readonly proof: readonly string[];
};

/** The entry, sure to be what its hashes say. Throws `RecordError` when it is not, or has no body any more. */
export function soundEntry({ leaf, body }: FoundEntry): FoundEntry & { readonly body: string } {
  if (hashOfLeaf(leaf).toString("hex") !== leaf.leafHash) {
    throw damaged(`entry ${leaf.number} is not what its hash says`);
  }
  if (body === undefined) {
    throw new RecordError(`entry ${leaf.number} has no body any more: retention removed it`);
  }
  if (sha256Hex(body) !== leaf.bodyHash) {
    throw damaged(`the body of entry ${leaf.number} is not what it was`);
  }
  return { leaf, body };
}

/** Proves the entry by the last checkpoint. Throws `RecordError` when that does not reach it. */
export async function proveEntry(ledger: Ledger, found: FoundEntry): Promise<ProvenEntry> {
  const entry = soundEntry(found);
  const { number } = entry.leaf;
  const checkpoint = await ledger.latestCheckpoint();
  if (checkpoint === undefined || checkpoint.size <= number) {
    throw new RecordError(
      `nothing has signed entry ${number} yet: \`envaudit evidence checkpoint\``,
    );
  }
  const proof = await inclusionProof(number, checkpoint.size, (subtree) =>
    readSubtree(ledger, subtree),
  );
  return { ...entry, checkpoint, proof: proof.map((hash) => hash.toString("base64")) };
}
