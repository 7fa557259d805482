import { randomBytes } from "node:crypto";
import { keyFile } from "./key-file.ts";
import type { Secret } from "./model/secret.ts";

/**
 * The key of the digests that stand for secrets: `<store>.key`, made on first use with mode 0600. Losing it
 * makes old digests incomparable; whoever has it and the digests can try out guesses.
 */
export function digestKey(storePath: string): Secret {
  return keyFile(`${storePath}.key`, {
    what: "digest key",
    make: () => randomBytes(32).toString("hex"),
    isKey: (text) => /^[0-9a-f]{64}$/.test(text),
  }).key;
}
