import type { KeyObject } from "node:crypto";
import { RecordError } from "../model/errors.ts";
import type { FoundCheckpoint } from "../store/ledger-checkpoints.ts";
import type { Ledger } from "../store/ledger.ts";
import type { Store } from "../store/store.ts";
import { append, damaged, readSubtree } from "./append.ts";
import { parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { formatVerifierKey, isKeyName, noteKey, parseVerifierKey, type NoteKey } from "./note.ts";
import { prefixRoot } from "./proofs.ts";

/** Who signs the ledger: its name, which is that of the log, and the key. */
export type Signer = NoteKey & { readonly privateKey: KeyObject };

/** Body of a `key_rotation` entry: verifier keys of notes. The first key of a ledger comes from none. */
export type KeyRotation = { readonly from: string | null; readonly to: string };

export type Beginning = {
  readonly privateKey: KeyObject;
  /** The name of the log, where the operator chose one; it stays for the life of the ledger. */
  readonly origin: string | undefined;
  /** Makes a name for a ledger that begins and was given none. */
  readonly newOrigin: () => string;
  /** ISO 8601, UTC. */
  readonly at: string;
};

/**
 * The signer of the store's ledger. On a ledger without a key, the key becomes its first one by an entry.
 * Throws `RecordError` when the ledger is signed by another key or goes by another name.
 */
export async function openSigner(store: Store, beginning: Beginning): Promise<Signer> {
  const { privateKey, at } = beginning;
  return await store.transaction(async ({ ledger }) => {
    const present = await presentKey(ledger);
    if (present === undefined) {
      const origin = beginning.origin ?? beginning.newOrigin();
      if (!isKeyName(origin)) throw new RecordError("the ledger's name has a blank or a `+` in it");
      const signer = signerOf(origin, privateKey);
      await appendRotation(ledger, undefined, signer, at);
      return signer;
    }
    const { name } = present;
    if (beginning.origin !== undefined && beginning.origin !== name) {
      throw new RecordError(`this ledger began as ${name}: evidence.origin cannot be another`);
    }
    const signer = signerOf(name, privateKey);
    if (formatVerifierKey(signer) !== formatVerifierKey(present)) {
      const keys = `key ${present.id}, the configured one is ${signer.id}`;
      throw new RecordError(
        `this ledger is signed by ${keys}: record a change with \`envaudit evidence rotate\``,
      );
    }
    return signer;
  });
}

function signerOf(name: string, privateKey: KeyObject): Signer {
  return { ...noteKey(name, privateKey), privateKey };
}

/** The key that signs now; undefined on a ledger that nothing has signed yet. */
async function presentKey(ledger: Ledger): Promise<NoteKey | undefined> {
  const last = (await ledger.keys()).at(-1);
  if (last === undefined) return undefined;
  const key = parseVerifierKey(last.verifier);
  if (key === undefined) throw damaged("its present key cannot be read");
  return key;
}

async function appendRotation(
  ledger: Ledger,
  from: NoteKey | undefined,
  to: NoteKey,
  at: string,
): Promise<void> {
  const verifier = formatVerifierKey(to);
  const body: KeyRotation = { from: from ? formatVerifierKey(from) : null, to: verifier };
  const since = await append({ ledger }, { kind: "key_rotation", subject: to.id, at, body });
  await ledger.insertKey({ since, verifier });
}

/**
 * Signs a checkpoint over every entry so far and gives it; the last one where nothing came since. Throws
 * `RecordError` when the entries are not those that the last checkpoint was signed for: two signatures of one
 * log must never contradict each other.
 */
export async function seal(store: Store, signer: Signer): Promise<FoundCheckpoint | undefined> {
  return await store.transaction(async ({ ledger }) => {
    const present = await presentKey(ledger);
    if (present?.id !== signer.id) {
      throw new RecordError(
        `key ${signer.id} no longer signs this ledger: start again with ${present?.id ?? "another"}`,
      );
    }
    return await sealIn(ledger, signer);
  });
}

async function sealIn(ledger: Ledger, signer: Signer): Promise<FoundCheckpoint | undefined> {
  const size = await ledger.size();
  const last = await ledger.latestCheckpoint();
  if (last !== undefined) {
    await assertContinues(ledger, size, last);
    if (last.size === size && last.keyId === signer.id) return last;
  }
  if (size === 0) return undefined;
  const root = await prefixRoot(size, (subtree) => readSubtree(ledger, subtree));
  const note = signCheckpoint({ origin: signer.name, size, root }, signer.privateKey);
  const checkpoint = { size, keyId: signer.id, note };
  await ledger.insertCheckpoint(checkpoint);
  return checkpoint;
}

async function assertContinues(ledger: Ledger, size: number, last: FoundCheckpoint): Promise<void> {
  const signed = parseCheckpoint(last.note);
  if (signed === undefined || signed.size !== last.size) {
    throw damaged("its last checkpoint cannot be read");
  }
  if (signed.size > size) throw damaged(`${signed.size} entries were signed, ${size} are there`);
  const root = await prefixRoot(signed.size, (subtree) => readSubtree(ledger, subtree));
  if (!root.equals(signed.root)) {
    throw damaged(`its first ${signed.size} entries are not those that were signed`);
  }
}

/**
 * Makes another key the one that signs. The entry that says so is the last that the old key signs, and the
 * first that the new one does. Throws `RecordError` as `seal` does, and when both are one key.
 */
export async function rotateKey(
  store: Store,
  signer: Signer,
  privateKey: KeyObject,
  at: string,
): Promise<Signer> {
  const next = signerOf(signer.name, privateKey);
  return await store.transaction(async ({ ledger }) => {
    const known = await ledger.keys();
    if (known.some(({ verifier }) => verifier.includes(`+${next.id}+`))) {
      throw new RecordError(`key ${next.id} has signed this ledger already: make a new one`);
    }
    await sealIn(ledger, signer); // refuses on a ledger whose history is not sound
    await appendRotation(ledger, signer, next, at);
    await sealIn(ledger, signer);
    await sealIn(ledger, next);
    return next;
  });
}
