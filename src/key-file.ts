import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { RecordError } from "./model/errors.ts";
import { Secret } from "./model/secret.ts";

export type KindOfKey = {
  /** For messages: "digest key". */
  readonly what: string;
  /** The text of a new one. */
  readonly make: () => string;
  readonly isKey: (text: string) => boolean;
};

/**
 * The key in the file `path`, which is made with mode 0600 when there is none. Throws `RecordError` when others
 * may read it, when it is no key, and when it can be neither read nor written.
 */
export function keyFile(
  path: string,
  kind: KindOfKey,
): { readonly key: Secret; readonly made: boolean } {
  const found = readKey(path, kind);
  if (found !== undefined) return { key: found, made: false };
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  let made = true;
  try {
    writeFileSync(draft, kind.make(), { mode: 0o600, flag: "wx" });
    linkSync(draft, path); // fails when another process was first, and never shows half a key
  } catch (error) {
    if (!isCode(error, "EEXIST")) {
      throw new RecordError(`${path}: the ${kind.what} cannot be written`, { cause: error });
    }
    made = false;
  } finally {
    rmSync(draft, { force: true });
  }
  const key = readKey(path, kind);
  if (key === undefined) throw new RecordError(`${path}: the ${kind.what} cannot be read`);
  return { key, made };
}

/** The key in a file; undefined when there is no such file. Throws `RecordError` as `keyFile` does. */
export function readKey(path: string, { what, isKey }: KindOfKey): Secret | undefined {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new RecordError(`${path}: others may read the ${what}; chmod 600 it`);
    }
    const text = readFileSync(path, "utf8").trim();
    if (!isKey(text)) throw new RecordError(`${path}: it is no ${what}`);
    return new Secret(text);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    if (error instanceof RecordError) throw error;
    throw new RecordError(`${path}: the ${what} cannot be read`, { cause: error });
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
