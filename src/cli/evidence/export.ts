import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exportLines } from "../../evidence/export.ts";
import { storeSource } from "../../evidence/store-source.ts";
import { RecordError, TargetError, UsageError } from "../../model/errors.ts";
import { anchorsOf } from "../../open-evidence.ts";
import { exitCodes } from "../exit.ts";
import { complain, print, type Io } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { withStore } from "./store.ts";

type Options = { readonly config?: string; readonly out?: string; readonly force?: boolean };

/** `envaudit evidence export`: the whole ledger, for whoever shall verify it without our store. */
export const registerExport: Register = (program, io, done) => {
  program
    .command("export")
    .description("write the ledger as lines of JSON that can be verified offline")
    .option("-o, --out <file>", "file to write (default: standard output)")
    .option("--force", "replace a file that is there")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .action(async (options: Options) => {
      const config = readConfig(io, options.config);
      const unread = await withStore(config, async (store) => {
        const anchors = anchorsOf(config.evidence.anchors);
        const look = await storeSource(store, anchors, io.signal);
        await write(io, exportLines(look.source), options);
        return look.unread;
      });
      for (const line of unread) complain(io, `envaudit: ${line}`);
      done(unread.length === 0 ? exitCodes.ok : exitCodes.unknown);
    });
};

async function write(io: Io, lines: AsyncIterable<string>, { out, force }: Options): Promise<void> {
  if (out === undefined) {
    await pipeline(Readable.from(lines), io.stdout, { end: false });
    return;
  }
  const path = resolve(io.cwd, out);
  try {
    await pipeline(Readable.from(lines), createWriteStream(path, { flags: force ? "w" : "wx" }));
  } catch (error) {
    if (error instanceof TargetError || error instanceof RecordError) throw error;
    if (!(error instanceof Error && "code" in error)) throw error;
    const what =
      error.code === "EEXIST" ? "it exists already; --force replaces it" : "it cannot be written";
    throw new UsageError(`${path}: ${what}`, { cause: error });
  }
  print(io, `Wrote ${path}.`);
}
