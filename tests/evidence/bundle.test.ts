import type { KeyObject } from "node:crypto";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from "@sigstore/verify";
import { expect, test } from "vitest";
import { bundleOf, keyHint, predicateType } from "../../src/evidence/bundle.ts";
import { parseCheckpoint } from "../../src/evidence/checkpoint.ts";
import { proveEntry } from "../../src/evidence/entry-proof.ts";
import { leafHash, sha256 } from "../../src/evidence/merkle.ts";
import { leafData } from "../../src/evidence/entry.ts";
import { noteKey } from "../../src/evidence/note.ts";
import { verifyInclusion } from "../../src/evidence/proofs.ts";
import { seal, type Signer } from "../../src/evidence/seal.ts";
import { RecordError } from "../../src/model/errors.ts";
import type { FoundLeaf } from "../../src/model/ledger.ts";
import { temporaryStore } from "../store/support.ts";
import { appendMany, newKey, sealedLedger } from "./support.ts";

type Keys = NonNullable<Parameters<typeof toTrustMaterial>[1]>;
// PKIX_ED25519 in the closed list of sigstore's protobuf specification.
const pkixEd25519 = 7;

function trusted(signer: Pick<Signer, "privateKey" | "publicKey">): Keys {
  const rawBytes = signer.publicKey.export({ type: "spki", format: "der" });
  const validFor = { start: new Date(0), end: undefined };
  return { [keyHint(signer)]: { rawBytes, keyDetails: pkixEd25519, validFor } };
}

/** As a stranger does it: by a bare key, with no transparency log and no authority. */
function verify(bundle: string, keys: Keys): void {
  const root = { tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] };
  const material = toTrustMaterial(
    { mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1", ...root },
    keys,
  );
  const entity = toSignedEntity(bundleFromJSON(JSON.parse(bundle)));
  new Verifier(material, { timestampThreshold: 0, tlogThreshold: 0, ctlogThreshold: 0 }).verify(
    entity,
  );
}

async function bundled() {
  const { store } = await temporaryStore();
  const signer = await sealedLedger(store, 6);
  const found = (await store.ledger.find("audit-3")) ?? expect.fail();
  const entry = await proveEntry(store.ledger, found);
  return { store, signer, entry, bundle: bundleOf(entry, signer) };
}

const noteSigner = (privateKey: KeyObject): Signer => ({
  ...noteKey("other", privateKey),
  privateKey,
});

const payloadOf = (bundle: string): string => {
  const { dsseEnvelope } = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
  return Buffer.from(dsseEnvelope.payload, "base64").toString();
};

test("a bundle is verified by @sigstore/verify with the bare public key", async () => {
  const { signer, bundle } = await bundled();
  expect(() => verify(bundle, trusted(signer))).not.toThrow();
});

test("a bundle is refused when its statement was changed, or by another key", async () => {
  const { signer, bundle } = await bundled();
  const changed = Buffer.from(payloadOf(bundle).replace("audit-3", "audit-4")).toString("base64");
  const forged = bundle.replace(/"payload":"[^"]+"/, `"payload":"${changed}"`);
  expect(() => verify(forged, trusted(signer))).toThrow(VerificationError);
  const other = newKey();
  const [hint = ""] = Object.keys(trusted(signer));
  const [key] = Object.values(trusted(noteSigner(other)));
  expect(() => verify(bundle, { [hint]: key })).toThrow(VerificationError);
  expect(() => verify(bundle, {})).toThrow(VerificationError);
});

test("the statement is about the body, and proves by itself that the log has it", async () => {
  const { signer, entry, bundle } = await bundled();
  const statement = JSON.parse(payloadOf(bundle)) as {
    readonly subject: unknown;
    readonly predicate: {
      readonly entry: FoundLeaf;
      readonly checkpoint: string;
      readonly inclusionProof: readonly string[];
    };
  };
  expect(statement).toMatchObject({
    _type: "https://in-toto.io/Statement/v1",
    predicateType,
    subject: [
      { name: "entry-3.json", digest: { sha256: sha256(Buffer.from(entry.body)).toString("hex") } },
    ],
    predicate: { log: signer.name },
  });
  const { predicate } = statement;
  const { size, root } = parseCheckpoint(predicate.checkpoint) ?? expect.fail();
  const proof = predicate.inclusionProof.map((hash) => Buffer.from(hash, "base64"));
  const leaf = leafHash(leafData(predicate.entry));
  expect(verifyInclusion({ leaf, index: 3, size }, proof, root)).toBe(true);
});

test("an entry that nothing has signed yet is not proven", async () => {
  const { store, signer } = await bundled();
  await appendMany(store, 1);
  const found = (await store.ledger.find("audit-7")) ?? expect.fail();
  await expect(proveEntry(store.ledger, found)).rejects.toThrow(
    new RecordError("nothing has signed entry 7 yet: `envaudit evidence checkpoint`"),
  );
  await seal(store, signer);
  expect((await proveEntry(store.ledger, found)).checkpoint.size).toBe(8);
});
