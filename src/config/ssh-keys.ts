const hostKeyTypes = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
] as const;

/** What to do where no host key is pinned. */
export const unpinnedHostKey =
  "missing; pin it: run `ssh-keyscan HOST`, compare the fingerprint with the host's own, " +
  "and put the key here as `ssh-ed25519 AAAA…`";

// Shorter than the shortest key of any type: a text that was cut off when it was copied.
const shortestKeyBytes = 51;

/** What is wrong with a pinned host key, `type base64` with an optional comment; undefined when nothing is. */
export function hostKeyProblem(text: string): string | undefined {
  const [type = "", encoded = ""] = text.trim().split(/\s+/);
  if (!isHostKeyType(type)) return wrongType(type, encoded);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return `no base64 after \`${type}\``;
  const blob = Buffer.from(encoded, "base64");
  const inner = readText(blob, 0);
  if (inner !== type) return `the key is of another type than \`${type}\`, or was cut off`;
  return blob.length < shortestKeyBytes ? "the key was cut off" : undefined;
}

/** What is wrong with a fingerprint in the form of `ssh-keygen -l`; undefined when nothing is. */
export function fingerprintProblem(text: string): string | undefined {
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(text)) return undefined;
  const expected = "expected a fingerprint, `SHA256:` and 43 characters";
  return `${expected}: the second word that \`ssh-keygen -lf KEY.pub\` prints`;
}

/** `type base64` without the comment: the form in which host keys are compared. */
export function withoutComment(hostKey: string): string {
  return hostKey.trim().split(/\s+/, 2).join(" ");
}

/** What is wrong with the text of a private key; undefined when nothing is. Never quotes it. */
export function privateKeyProblem(text: string): string | undefined {
  const match = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END/.exec(text);
  if (match === null)
    return "not a private key: expected a text with BEGIN and END PRIVATE KEY lines";
  const [, kind = "", body = ""] = match;
  if (!isEncrypted(kind, text, body)) return undefined;
  return "the private key has a passphrase, and nobody is there to type it: use one without";
}

function isEncrypted(kind: string, text: string, body: string): boolean {
  if (kind.includes("ENCRYPTED") || text.includes("Proc-Type: 4,ENCRYPTED")) return true;
  if (kind !== "OPENSSH ") return false;
  const magic = "openssh-key-v1\0";
  const blob = Buffer.from(body, "base64");
  return (
    blob.toString("latin1", 0, magic.length) === magic && readText(blob, magic.length) !== "none"
  );
}

function isHostKeyType(text: string): boolean {
  return hostKeyTypes.some((type) => type === text);
}

function wrongType(first: string, second: string): string {
  if (isHostKeyType(second)) return "leave out the host name before the key type";
  if (first.startsWith("SHA256:")) return "a fingerprint; the whole key is needed";
  return `expected a key type first: ${hostKeyTypes.join(", ")}`;
}

/** A string of the SSH wire format: four bytes of length, then the text. */
function readText(blob: Buffer, offset: number): string | undefined {
  if (blob.length < offset + 4) return undefined;
  const end = offset + 4 + blob.readUInt32BE(offset);
  return end > blob.length ? undefined : blob.toString("latin1", offset + 4, end);
}
