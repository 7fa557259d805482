import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { noteKey, parseVerifierKey, type NoteKey } from "./note.ts";

/** A new Ed25519 private key as PEM (PKCS #8), as `openssl genpkey -algorithm ed25519` makes them. */
export function generatePrivateKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The private key in PEM; undefined when it is none, needs a passphrase or is no Ed25519 key. */
export function parsePrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The public half as PEM (SPKI), the form that cosign and openssl take. */
export function publicPem(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

/**
 * What somebody handed over as the public key of a log: a verifier key of notes (`name+id+base64`), or PEM,
 * which has no name. undefined when it is neither.
 */
export function parsePublicKey(text: string): ((origin: string) => NoteKey) | undefined {
  const trimmed = text.trim();
  const verifier = parseVerifierKey(trimmed);
  if (verifier !== undefined) return () => verifier;
  if (!trimmed.startsWith("-----BEGIN PUBLIC KEY-----")) return undefined;
  try {
    const key = createPublicKey(trimmed);
    if (key.asymmetricKeyType !== "ed25519") return undefined;
    return (origin) => noteKey(origin, key);
  } catch {
    return undefined;
  }
}
