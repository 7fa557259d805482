import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RecordError, UsageError } from "../../model/errors.ts";
import { complain, type Io } from "../io.ts";

export type OutOptions = { readonly out?: string; readonly force?: boolean };

/** Writes text to a file, or to standard output. Throws `UsageError` and `RecordError` about the file. */
export async function writeOut(
  io: Io,
  text: Iterable<string> | AsyncIterable<string>,
  { out, force = false }: OutOptions,
): Promise<void> {
  if (out === undefined) {
    for await (const piece of text) await write(io, piece);
    return;
  }
  const path = resolve(io.cwd, out);
  try {
    await pipeline(Readable.from(text), createWriteStream(path, { flags: force ? "w" : "wx" }));
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error && "code" in error)) throw error;
    if (error.code === "EEXIST") {
      throw new UsageError(`${path}: it exists already; --force replaces it`, { cause: error });
    }
    throw new RecordError(`${path}: it cannot be written (${String(error.code)})`, {
      cause: error,
    });
  }
  complain(io, `Wrote ${path}.`);
}

/** Waits for a slow reader: a ledger may be larger than memory. */
function write(io: Io, piece: string): Promise<void> {
  return new Promise((done) => {
    io.stdout.write(piece, () => done());
  });
}
