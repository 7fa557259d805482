import type { KeyObject } from "node:crypto";
import type { Config } from "./config/load.ts";
import { generatePrivateKey, parsePrivateKey } from "./evidence/keys.ts";
import { keyFile, readKey, type KindOfKey } from "./key-file.ts";
import { InternalError, RecordError } from "./model/errors.ts";
import type { Secret } from "./model/secret.ts";

const kind: KindOfKey = {
  what: "ledger's key",
  make: generatePrivateKey,
  isKey: (text) => parsePrivateKey(text) !== undefined,
};

/** The file of the key that signs the ledger of a store where no other is configured. */
export const ledgerKeyPath = (storePath: string): string => `${storePath}.ledger.pem`;

/**
 * The key that signs the ledger: the configured one, or `<store>.ledger.pem`, which is made on first use with
 * mode 0600; `onMade` is told its path then. Throws `RecordError`.
 */
export function ledgerKey(
  { evidence, store }: Pick<Config, "evidence" | "store">,
  onMade: (path: string) => void,
): KeyObject {
  if (evidence.key !== undefined) return parse(evidence.key);
  const path = ledgerKeyPath(store.path);
  const { key, made } = keyFile(path, kind);
  if (made) onMade(path);
  return parse(key);
}

/** The key that signs, where there is one already. Throws `RecordError` when its file cannot be read. */
export function existingLedgerKey({
  evidence,
  store,
}: Pick<Config, "evidence" | "store">): KeyObject | undefined {
  const key = evidence.key ?? readKey(ledgerKeyPath(store.path), kind);
  return key && parse(key);
}

/** The key in a file that an operator named. Throws `RecordError`. */
export function readLedgerKey(path: string): KeyObject {
  const key = readKey(path, kind);
  if (key === undefined) throw new RecordError(`${path}: there is no such file`);
  return parse(key);
}

function parse(key: Secret): KeyObject {
  const parsed = parsePrivateKey(key.reveal());
  if (parsed === undefined) throw new InternalError("a key was let through that is none");
  return parsed;
}
