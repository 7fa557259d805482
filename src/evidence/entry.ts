import type { EntryKind, FoundLeaf } from "../model/ledger.ts";
import { leafHash, type Hash } from "./merkle.ts";

/** Something that happened, to be kept. */
export type Entry = {
  readonly kind: EntryKind;
  /** What it is about, by name: the id of an audit, of a release, of an exception. */
  readonly subject: string;
  /** When it happened. ISO 8601, UTC. */
  readonly at: string;
  /** Anything that has a form in JSON. */
  readonly body: unknown;
};

/**
 * The bytes that are hashed for a leaf: canonical JSON (RFC 8785) of its columns with the hash of the body, so
 * that a leaf can be verified when its body is gone. Written by hand, since verifying does it a million times:
 * strings and whole numbers have the same form in JSON as in its canonical form.
 */
export function leafData(leaf: Omit<FoundLeaf, "leafHash">): Buffer {
  const { at, bodyHash, kind, number, subject } = leaf;
  const [a, b, k, s] = [at, bodyHash, kind, subject].map((text) => JSON.stringify(text));
  return Buffer.from(`{"at":${a},"body":${b},"kind":${k},"number":${number},"subject":${s},"v":1}`);
}

/** The leaf hash of RFC 6962 that these columns should have. */
export function hashOfLeaf(leaf: Omit<FoundLeaf, "leafHash">): Hash {
  return leafHash(leafData(leaf));
}
