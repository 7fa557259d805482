import { createHash } from "node:crypto";
import ssh2, { type ParsedKey, type ServerHostKeyAlgorithm } from "ssh2";
import { TargetError } from "../../model/errors.ts";
import type { SshEndpoint } from "../../model/environment.ts";

/** `SHA256:…` as `ssh-keygen -l` shows it. */
export function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;
}

export type PinnedKey = {
  readonly blob: Buffer;
  /** `ssh-ed25519`, as the key says of itself. */
  readonly type: string;
  /** The algorithms under which the host may prove this key. Never SHA-1. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
};

const algorithmsOf: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/**
 * The pinned key from `ssh-ed25519 AAAA… comment`. Only its own type is asked of the host: one that has
 * several keys then shows the pinned one. Throws `host_key_mismatch` when the text is no such key, since
 * there is then nothing that the host could match.
 */
export function pinnedKey(text: string, label: string): PinnedKey {
  const [type = "", base64 = ""] = text.trim().split(/\s+/);
  const blob = Buffer.from(base64, "base64");
  const algorithms = Object.hasOwn(algorithmsOf, type) ? algorithmsOf[type] : undefined;
  if (algorithms === undefined || typeInside(blob) !== type) {
    throw new TargetError(
      "host_key_mismatch",
      `${label}: the pinned host key is not a public key of the form "ssh-ed25519 AAAA…" (ed25519, ecdsa or rsa)`,
    );
  }
  return { blob, type, algorithms };
}

/** The type that a public key blob begins with: a length of four bytes, then the name. */
function typeInside(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1");
}

/** The account's private key. Throws `auth_failed` with what is wrong with it, and nothing of the key. */
export function userKey(endpoint: SshEndpoint, label: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(endpoint.privateKey.reveal());
  if (parsed instanceof Error) {
    throw new TargetError("auth_failed", `${label}: ${keyProblem(parsed.message)}`);
  }
  // several keys in one text come as an array, although the declared type says otherwise
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
  if (key.isPrivateKey()) return key;
  throw new TargetError(
    "auth_failed",
    `${label}: the private key given is a public key; give the file without .pub`,
  );
}

/** The fingerprint of the key that the auditor logs in with; none where it cannot be read, which its use tells. */
export function ownFingerprints(endpoint: SshEndpoint): readonly string[] {
  const key = readKey(endpoint);
  return key === undefined ? [] : [fingerprint(key.getPublicSSH())];
}

/** `ssh-ed25519 AAAA…` of the key that the auditor logs in with. Throws `TargetError` as its use would. */
export function ownPublicKey(endpoint: SshEndpoint): string {
  const key = userKey(endpoint, endpoint.host);
  return `${key.type} ${key.getPublicSSH().toString("base64")}`;
}

function readKey({ privateKey }: SshEndpoint): ParsedKey | undefined {
  const parsed = ssh2.utils.parseKey(privateKey.reveal());
  if (parsed instanceof Error) return undefined;
  return Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
}

function keyProblem(message: string): string {
  return /encrypted/i.test(message)
    ? "the private key has a passphrase, which is not supported; give a key without one that only this account can read"
    : "the private key cannot be read; give one in OpenSSH form, as ssh-keygen -t ed25519 writes it";
}
