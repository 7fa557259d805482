import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { RecordError } from "./model/errors.ts";
import { Secret } from "./model/secret.ts";

/**
 * The key of the digests that stand for secrets: `<store>.key`, made on first use with mode 0600. Losing it
 * makes old digests incomparable; whoever has it and the digests can try out guesses.
 */
export function digestKey(storePath: string): Secret {
  const path = `${storePath}.key`;
  const found = readKey(path);
  if (found !== undefined) return found;
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(draft, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
    linkSync(draft, path); // fails when another process was first, and never shows half a key
  } catch (error) {
    if (!isCode(error, "EEXIST")) {
      throw new RecordError(`${path}: the digest key cannot be written`, { cause: error });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readKey(path);
  if (made === undefined) throw new RecordError(`${path}: the digest key cannot be read`);
  return made;
}

function readKey(path: string): Secret | undefined {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new RecordError(`${path}: others may read the digest key; chmod 600 it`);
    }
    const text = readFileSync(path, "utf8").trim();
    if (!/^[0-9a-f]{64}$/.test(text)) throw new RecordError(`${path}: it is no digest key`);
    return new Secret(text);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    if (error instanceof RecordError) throw error;
    throw new RecordError(`${path}: the digest key cannot be read`, { cause: error });
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
