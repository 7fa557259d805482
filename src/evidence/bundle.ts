import { createPublicKey, sign } from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import type { ProvenEntry } from "./entry-proof.ts";
import { sha256 } from "./merkle.ts";
import type { Signer } from "./seal.ts";

/** What the predicate of our statements is. The name leads nowhere: `.invalid` belongs to nobody. */
export const predicateType = "https://envaudit.invalid/ledger-entry/v1";

const payloadType = "application/vnd.in-toto+json";
const mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

/**
 * One entry as an in-toto Statement v1 about its body, which is what has to be handed over beside it. The
 * predicate says where in the log it stands, with a checkpoint and the proof of inclusion.
 */
function statementOf({ leaf, checkpoint, proof }: ProvenEntry, origin: string): string {
  return canonicalJson({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: `entry-${leaf.number}.json`, digest: { sha256: leaf.bodyHash } }],
    predicateType,
    predicate: { log: origin, entry: leaf, checkpoint: checkpoint.note, inclusionProof: proof },
  });
}

/** The statement signed (DSSE) in a Sigstore bundle v0.3, to be verified by the bare public key. */
export function bundleOf(entry: ProvenEntry, signer: Signer): string {
  const payload = Buffer.from(statementOf(entry, signer.name));
  const signature = sign(null, preAuthEncoding(payload), signer.privateKey);
  return JSON.stringify({
    mediaType,
    verificationMaterial: { publicKey: { hint: keyHint(signer) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString("base64"),
      payloadType,
      signatures: [{ sig: signature.toString("base64"), keyid: "" }],
    },
  });
}

/** By which whoever verifies finds the key: SHA-256 of its SPKI, in base64. */
export function keyHint({ privateKey }: Pick<Signer, "privateKey">): string {
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return sha256(spki).toString("base64");
}

/** What DSSE signs: type and payload with their lengths, so that neither can pass for the other. */
function preAuthEncoding(payload: Buffer): Buffer {
  const type = `${Buffer.byteLength(payloadType)} ${payloadType}`;
  return Buffer.concat([Buffer.from(`DSSEv1 ${type} ${payload.length} `), payload]);
}
