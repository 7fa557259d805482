import { TargetError } from "../../model/errors.ts";
import type { Clock } from "../../model/clock.ts";
import type {
  Fingerprint,
  FingerprintChunk,
  FingerprintGap,
  FingerprintMode,
  FingerprintModel,
} from "../../model/fingerprint.ts";
import type { PersonalData } from "../../model/personal-data.ts";
import type { OdooVersion } from "../../model/versions.ts";
import { cellModels, type CellSpec } from "./cell-models.ts";
import type { CellDigester, CellModel, CellReader } from "./cells.ts";
import { draws } from "./draws.ts";
import { takeModel } from "./take-model.ts";

/** Where a fingerprint is kept while it is taken. */
export type FingerprintSink = {
  begin(begun: Pick<Fingerprint, "id" | "environment" | "at">): Promise<void>;
  save(id: string, model: string, number: number, chunk: FingerprintChunk): Promise<void>;
  finish(fingerprint: Fingerprint): Promise<void>;
  discard(id: string): Promise<void>;
};

export type TakeOptions = {
  readonly environment: string;
  readonly version: OdooVersion;
  readonly uuidDigest: string | null;
  /** Names of the modules that are installed. */
  readonly modules: readonly string[];
  readonly mode: FingerprintMode;
  readonly sample: number;
  readonly seed: string;
  readonly personalData: PersonalData;
};
export type TakeParts = {
  readonly reader: CellReader;
  readonly digester: CellDigester;
  readonly sink: FingerprintSink;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly signal: AbortSignal;
  /** Rows read so far of a model. */
  readonly onProgress: (model: string, rows: number) => void;
};

/**
 * Takes a fingerprint and keeps it. A model that cannot be read is a gap, and says why; an environment that
 * cannot be reached, and whatever the sink throws, ends it: then nothing of it is kept.
 */
export async function takeFingerprint(
  options: TakeOptions,
  parts: TakeParts,
): Promise<Fingerprint> {
  const { reader, digester, sink, clock } = parts;
  const { environment, mode, seed, uuidDigest } = options;
  const begun = { id: parts.newId(), environment, at: clock.now().toISOString() };
  await sink.begin(begun);
  try {
    const models: FingerprintModel[] = [];
    const gaps: FingerprintGap[] = [];
    for (const [name, spec] of cellModels(options)) {
      parts.signal.throwIfAborted();
      try {
        const taken = await takeOne(name, spec, begun.id, options, parts);
        if (taken !== undefined) models.push(taken);
      } catch (error) {
        if (!(error instanceof TargetError) || !ofOneModel.has(error.reason)) throw error;
        gaps.push({ model: name, why: error.message });
      }
    }
    const via = reader.via;
    const { keyId } = digester;
    const fingerprint = { ...begun, mode, seed, keyId, via, uuidDigest, models, gaps };
    parts.signal.throwIfAborted();
    await sink.finish(fingerprint);
    return fingerprint;
  } catch (error) {
    await sink.discard(begun.id);
    throw error;
  }
}

const ofOneModel: ReadonlySet<string> = new Set([
  "access_denied",
  "unsupported_version",
  "response_too_large",
  "malformed_response",
  "timeout",
]);

async function takeOne(
  name: string,
  { table, where, columns }: CellSpec,
  id: string,
  { mode, sample, seed, personalData: { everywhere } }: TakeOptions,
  { reader, digester, sink, signal, onProgress }: TakeParts,
): Promise<FingerprintModel | undefined> {
  const model: CellModel = { model: name, table, where };
  const readable = await reader.columns(model);
  if (readable === undefined) return undefined;
  let rows = 0;
  return takeModel(
    model,
    columns.filter((column) => readable.has(column.name)),
    {
      reader,
      digester,
      mode,
      sample,
      everywhere,
      draw: draws(`${seed}:${name}`),
      save: (of, number, chunk) => sink.save(id, of, number, chunk),
      onRows: (count) => {
        signal.throwIfAborted();
        rows += count;
        onProgress(name, rows);
      },
    },
  );
}
