import { link, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { RecordError, TargetError } from "../model/errors.ts";
import type { UnknownReason } from "../model/outcome.ts";
import { printable } from "../model/text.ts";
import { nameOf, partsOf, placeName, type Anchor } from "./anchor.ts";

/**
 * A directory: a mount of another machine, or one that is copied away. A file there is written whole or not
 * at all, and is never written again.
 */
export function directoryAnchor(path: string): Anchor {
  const name = placeName({ kind: "directory", path });
  const refuse = (what: string, error: unknown): TargetError =>
    new TargetError(reasonOf(error), `anchor ${name} ${what} (${codeOf(error)})`, { cause: error });

  async function read(file: string): Promise<string> {
    try {
      return await readFile(join(path, file), "utf8");
    } catch (error) {
      throw refuse(`does not give ${printable(file)}`, error);
    }
  }

  return {
    name,
    async put(checkpoint) {
      const file = nameOf(checkpoint);
      try {
        if (await writeOnce(path, file, checkpoint.note)) return file;
      } catch (error) {
        throw refuse("cannot be written", error);
      }
      if ((await read(file)) === checkpoint.note) return file;
      throw new RecordError(
        `anchor ${name} holds another checkpoint of ${checkpoint.size} entries: the log has two histories`,
      );
    },
    async list() {
      let files;
      try {
        files = await readdir(path);
      } catch (error) {
        throw refuse("cannot be read", error);
      }
      return files.toSorted().flatMap((file) => {
        const parts = partsOf(file);
        return parts ? [{ ...parts, anchor: name, location: file, read: () => read(file) }] : [];
      });
    },
  };
}

/** `false` when the file is there. On the disk before it has its name, so that a name never means half a file. */
async function writeOnce(folder: string, name: string, text: string): Promise<boolean> {
  const draft = join(folder, `.${name}.${process.pid}`);
  const file = await open(draft, "w", 0o444);
  try {
    await file.writeFile(text);
    await file.sync();
    await link(draft, join(folder, name));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    return false;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return true;
}

function reasonOf(error: unknown): UnknownReason {
  const code = codeOf(error);
  return code === "EACCES" || code === "EPERM" || code === "EROFS"
    ? "access_denied"
    : "unreachable";
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown error";
}
