import { InternalError } from "../../model/errors.ts";
import type {
  FingerprintChunk,
  FingerprintColumn,
  FingerprintMode,
  FingerprintModel,
} from "../../model/fingerprint.ts";
import {
  cellOf,
  type CellColumn,
  type CellDigester,
  type CellModel,
  type CellReader,
  type CellRow,
} from "./cells.ts";
import { chunkRows, packRows, type DigestRow } from "./chunk.ts";
import { everyRow, randomRows } from "./row-source.ts";

export type TakeParts = {
  readonly reader: CellReader;
  readonly digester: CellDigester;
  readonly mode: FingerprintMode;
  /** Rows, and values of each column, that a sample holds at least. */
  readonly sample: number;
  readonly draw: (most: number) => number;
  /** Values that are nobody's: as if they were empty. */
  readonly everywhere: readonly string[];
  readonly save: (model: string, number: number, chunk: FingerprintChunk) => Promise<void>;
  readonly onRows: (rows: number) => void;
};

/** The digests of one table, saved chunk by chunk; nothing but counts and the sampled ids is held. */
export async function takeModel(
  model: CellModel,
  columns: readonly CellColumn[],
  parts: TakeParts,
): Promise<FingerprintModel> {
  const { reader, mode, sample, draw } = parts;
  const rows = await reader.count(model);
  const lastId = rows === 0 ? 0 : await reader.lastId(model);
  const tally = new Tally(model.model, columns, parts);
  const whole = mode === "whole-table" || rows <= sample;
  const source = { reader, model, columns };
  const pages = whole
    ? everyRow(source)
    : randomRows(source, { wanted: sample, rows, lastId }, draw);
  for await (const page of pages) await tally.add(columns, page);
  await tally.flush(columns);
  if (!whole) for (const column of columns) await topUp(model, column, lastId, tally, parts);
  return {
    model: model.model,
    rows,
    lastId,
    chunks: tally.chunks,
    columns: columns.map(({ name, kind }): FingerprintColumn => {
      const { values, complete } = tally.of(name);
      return { column: name, kind, values, complete: whole || complete };
    }),
  };
}

/**
 * More values of a column that most rows leave empty: all of them where they are few, else as many as the
 * sample wants, drawn from the rows that have one.
 */
async function topUp(
  model: CellModel,
  column: CellColumn,
  lastId: number,
  tally: Tally,
  { reader, sample, draw }: TakeParts,
): Promise<void> {
  const seen = tally.of(column.name);
  if (seen.filled >= sample) return;
  const filled = await reader.count(model, { filled: column.name });
  if (filled > seen.filled) {
    const source = { reader, model, columns: [column], filled: column.name };
    const few = filled <= sample;
    const size = { wanted: sample - seen.filled, rows: filled, lastId };
    const pages = few ? everyRow(source) : randomRows(source, size, draw, seen.ids);
    for await (const page of pages) {
      await tally.add(
        [column],
        page.filter(({ id }) => !seen.ids.has(id)),
      );
    }
    await tally.flush([column]);
    if (!few) return;
  }
  seen.complete = true;
}

type Seen = { values: number; filled: number; ids: Set<number>; complete: boolean };

/** What was read so far, by column, and the rows that wait for their chunk to be full. */
class Tally {
  chunks = 0;
  readonly #seen: ReadonlyMap<string, Seen>;
  readonly #ignored = new Map<string, ReadonlySet<string>>();
  #waiting: DigestRow[] = [];

  readonly #model: string;
  readonly #parts: TakeParts;

  constructor(model: string, columns: readonly CellColumn[], parts: TakeParts) {
    this.#model = model;
    this.#parts = parts;
    this.#seen = new Map(
      columns.map(({ name }) => [name, { values: 0, filled: 0, ids: new Set(), complete: false }]),
    );
    for (const { kind } of columns) {
      const cells = parts.everywhere.flatMap((value) => cellOf(value, kind) ?? []);
      this.#ignored.set(kind, new Set(cells));
    }
  }

  of(column: string): Seen {
    const seen = this.#seen.get(column);
    if (seen === undefined) throw new InternalError(`${column} is not counted`);
    return seen;
  }

  async add(columns: readonly CellColumn[], rows: readonly CellRow[]): Promise<void> {
    for (const row of rows) {
      this.#waiting.push(this.#digested(columns, row));
      if (this.#waiting.length === chunkRows) await this.flush(columns);
    }
    this.#parts.onRows(rows.length);
  }

  async flush(columns: readonly CellColumn[]): Promise<void> {
    if (this.#waiting.length === 0) return;
    const rows = packRows(this.#waiting, columns.length);
    this.#waiting = [];
    const names = columns.map(({ name }) => name);
    await this.#parts.save(this.#model, this.chunks, { columns: names, rows });
    this.chunks += 1;
  }

  #digested(columns: readonly CellColumn[], { id, born, cells }: CellRow): DigestRow {
    const digests = columns.map(({ name, kind }, index) => {
      const cell = cells[index] ?? null;
      if (cell === null) return undefined;
      const seen = this.of(name);
      seen.filled += 1;
      // Only a sample needs to know which rows it has.
      if (this.#parts.mode === "sample") seen.ids.add(id);
      if (this.#ignored.get(kind)?.has(cell) === true) return undefined;
      seen.values += 1;
      return this.#parts.digester.digest(cell);
    });
    return { id, born, digests };
  }
}
