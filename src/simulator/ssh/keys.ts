import ssh2 from "ssh2";

export type KeyPair = {
  /** OpenSSH private key. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
};

/**
 * A new ed25519 pair. About one in two hundred that `ssh2` makes cannot be read again, by itself or anybody
 * (it drops leading zero bytes of the key), so each is tried before it is given away.
 */
export function newKeyPair(): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
    const readable = [pair.private, pair.public].every(
      (key) => !(ssh2.utils.parseKey(key) instanceof Error),
    );
    if (readable) return { privateKey: pair.private, publicKey: pair.public.trim() };
  }
}
