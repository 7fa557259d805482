import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";

/** A key that signs notes: who it says it is, and what its signatures are verified with. */
export type NoteKey = {
  /** Not empty, without blanks and without `+`. */
  readonly name: string;
  /** 4 bytes, in hex: of the name and the key. */
  readonly id: string;
  /** An Ed25519 key. */
  readonly publicKey: KeyObject;
};

/** Bytes before the key: the signature type Ed25519 of c2sp.org/signed-note. */
const ed25519 = Buffer.of(1);
/** The spec wants 16 signatures to be read at least; ours have one, and a witness or two at most. */
const mostSignatures = 16;

const namePattern = /^[^\s+\p{Z}\p{Cc}]+$/u;

export function isKeyName(name: string): boolean {
  return namePattern.test(name) && name.isWellFormed();
}

/** The key that signs under `name`. */
export function noteKey(name: string, key: KeyObject): NoteKey {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return { name, id: keyId(name, rawPublic(publicKey)), publicKey };
}

/** `name+id+base64`, the form in which verifier keys of notes are passed on. */
export function formatVerifierKey({ name, id, publicKey }: NoteKey): string {
  return `${name}+${id}+${Buffer.concat([ed25519, rawPublic(publicKey)]).toString("base64")}`;
}

/** The key of `name+id+base64`; undefined when it is none, or its id is not that of its name and key. */
export function parseVerifierKey(text: string): NoteKey | undefined {
  const [, name = "", id = "", encoded = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== 1) return undefined;
  const raw = bytes.subarray(1);
  if (keyId(name, raw) !== id) return undefined;
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  return { name, id, publicKey: createPublicKey({ key: jwk, format: "jwk" }) };
}

/** Signs `text`, which ends in a newline and has no control characters. */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const { id } = noteKey(name, privateKey);
  const signature = Buffer.concat([
    Buffer.from(id, "hex"),
    sign(null, Buffer.from(text), privateKey),
  ]);
  return `${text}\n— ${name} ${signature.toString("base64")}\n`;
}

export type NoteSignature = { readonly name: string; readonly id: string; readonly bytes: Buffer };
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** The parts of a note (c2sp.org/signed-note), not verified; undefined when it is none. */
export function parseNote(note: string): Note | undefined {
  // oxlint-disable-next-line no-control-regex -- notes with control characters are refused
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || !note.endsWith("\n")) return undefined;
  const at = note.lastIndexOf("\n\n");
  if (at < 0) return undefined;
  const lines = note.slice(at + 2, -1).split("\n");
  if (lines.length > mostSignatures) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === undefined) return undefined;
    signatures.push(signature);
  }
  return { text: note.slice(0, at + 1), signatures };
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name = "", encoded = ""] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= 4) return undefined;
  return { name, id: bytes.toString("hex", 0, 4), bytes: bytes.subarray(4) };
}

export type NoteVerdict =
  | { readonly state: "verified"; readonly key: NoteKey }
  /** No signature by a key that is known. */
  | { readonly state: "unknown_key" }
  /** A signature that says it is by a known key, and is not. */
  | { readonly state: "bad_signature"; readonly key: NoteKey };

/** Whether one of `keys` signed the note. One bad signature of a known key spoils it, whatever the others say. */
export function verifyNote(
  { text, signatures }: Note,
  keyFor: (name: string, id: string) => NoteKey | undefined,
): NoteVerdict {
  let verified: NoteKey | undefined;
  for (const { name, id, bytes } of signatures) {
    const key = keyFor(name, id);
    if (key === undefined) continue;
    if (!verify(null, Buffer.from(text), key.publicKey, bytes)) {
      return { state: "bad_signature", key };
    }
    verified ??= key;
  }
  return verified === undefined ? { state: "unknown_key" } : { state: "verified", key: verified };
}

function keyId(name: string, raw: Buffer): string {
  return createHash("sha256")
    .update(`${name}\n`)
    .update(ed25519)
    .update(raw)
    .digest("hex")
    .slice(0, 8);
}

function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
}

/** Strict: text that `Buffer` would read in spite of its mistakes could be changed without a trace. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
