import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { UsageError } from "../model/errors.ts";
import type { FoundEntry } from "../model/ledger.ts";
import { printable } from "../model/text.ts";
import type { FoundCheckpoint, LedgerKey } from "../store/ledger-checkpoints.ts";
import { parsed } from "./key-chain.ts";
import type { AnchoredCheckpoint, LedgerSource, Page } from "./source.ts";

const number = z.int().min(0);
const entry = z.object({
  number,
  kind: z.string(),
  subject: z.string(),
  at: z.string(),
  bodyHash: z.string(),
  leafHash: z.string(),
  body: z.string().nullable(),
});
const checkpoint = z.object({ size: number, keyId: z.string(), note: z.string() });
const anchored = checkpoint.extend({ anchor: z.string(), location: z.string() });
const exportLine = z.union([
  z.strictObject({ entry }),
  z.strictObject({ checkpoint }),
  z.strictObject({ anchored }),
  z.strictObject({ key: z.object({ since: number, verifier: z.string() }) }),
]);
type Line = z.infer<typeof exportLine>;
const header = z.object({ envaudit: z.literal("ledger"), version: z.literal(1) });

/** Lines at a time, as many as the store gives entries. */
const pageSize = 1000;

/** The ledger in the file of an export. Throws `UsageError` when the file is no export or cannot be read. */
export async function exportSource(path: string): Promise<LedgerSource> {
  const keys: LedgerKey[] = [];
  const inAnchors: AnchoredCheckpoint[] = [];
  const telling: FoundEntry[] = [];
  for await (const { line } of linesOf(path)) {
    if (line === undefined) continue;
    if ("key" in line) keys.push(line.key);
    else if ("anchored" in line) {
      const { note, ...rest } = line.anchored;
      inAnchors.push({ ...rest, read: () => Promise.resolve(note) });
    } else if ("entry" in line && isTelling(line.entry.kind)) telling.push(entryOf(line.entry));
  }
  return {
    telling,
    keys,
    anchored: inAnchors,
    believed: [],
    hasRemains: () => Promise.resolve(false),
    pages: () => pagesOf(path),
  };
}

const isTelling = (kind: string): boolean => kind === "key_rotation" || kind === "retention";

function entryOf({ body, ...leaf }: z.infer<typeof entry>): FoundEntry {
  return { leaf, body: body ?? undefined };
}

async function* pagesOf(path: string): AsyncGenerator<Page> {
  let [entries, checkpoints, malformed]: [FoundEntry[], FoundCheckpoint[], number[]] = [[], [], []];
  for await (const { at, line } of linesOf(path)) {
    if (line === undefined) malformed.push(at);
    else if ("checkpoint" in line) checkpoints.push(line.checkpoint);
    else if ("entry" in line) {
      // Before an entry, never before the checkpoints of the last one.
      if (entries.length >= pageSize) {
        yield { entries, checkpoints, malformed, nodes: undefined };
        [entries, checkpoints, malformed] = [[], [], []];
      }
      entries.push(entryOf(line.entry));
    }
  }
  yield { entries, checkpoints, malformed, nodes: undefined };
}

type Numbered = { readonly at: number; readonly line: Line | undefined };

async function* linesOf(path: string): AsyncGenerator<Numbered> {
  const refuse = (what: string, cause?: unknown): UsageError =>
    new UsageError(`${printable(path)}: ${what}`, { cause });
  let at = 0;
  try {
    // A line ends at a newline only: other marks of a line's end are text, and may stand in bodies.
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: 0 })) {
      at += 1;
      const value = parsed(text);
      if (at === 1 && !header.safeParse(value).success) throw refuse("it is no export of a ledger");
      if (at > 1) yield { at, line: exportLine.safeParse(value).data };
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw refuse(`it cannot be read (${String(error.code)})`, error);
  }
  if (at === 0) throw refuse("it is empty");
}
