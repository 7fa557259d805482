import type {
  ComparedColumn,
  ComparedModel,
  FingerprintChunk,
  FingerprintColumn,
  FingerprintModel,
} from "../../model/fingerprint.ts";
import { InternalError } from "../../model/errors.ts";
import type { CellColumn, CellDigester, CellModel, CellReader, CellRow } from "./cells.ts";
import { unpackRows, type DigestRow } from "./chunk.ts";

export type CompareParts = {
  readonly reader: CellReader;
  readonly digester: CellDigester;
  /** The chunks of the model's fingerprint, one at a time. */
  readonly chunks: AsyncIterable<FingerprintChunk>;
};

/** Row ids that a finding may name. */
const mostIds = 5;

/** One compared value: production's and the copy's, which is undefined where it is empty there. */
type Pair = { readonly id: number; readonly original: string; readonly copy: string | undefined };
type Counting = { -readonly [K in keyof ComparedColumn]: ComparedColumn[K] } & { ids: number[] };
type Totals = { looked: number; found: number; moved: number; oversized: number };

/**
 * The rows of a fingerprint against the same rows of a copy, chunk by chunk. A row counts as the same when
 * its id and its second of creation are.
 */
export async function compareModel(
  model: CellModel,
  of: FingerprintModel,
  { reader, digester, chunks }: CompareParts,
): Promise<ComparedModel> {
  const there = await reader.columns(model);
  const [rows, newer] =
    there === undefined
      ? [0, 0]
      : await Promise.all([reader.count(model), reader.count(model, { above: of.lastId })]);
  const isThere = ({ column }: { readonly column: string }): boolean => there?.has(column) ?? true;
  const known = of.columns.filter(isThere);
  const columns = new Map(known.map((column) => [column.column, counting(column)]));
  const totals: Totals = { looked: 0, found: 0, moved: 0, oversized: 0 };
  // An empty table holds nothing of anybody's: nothing is looked for.
  for await (const chunk of rows === 0 ? [] : chunks) {
    const wanted = known
      .filter(({ column }) => chunk.columns.includes(column))
      .map(({ column, kind }): CellColumn => ({ name: column, kind }));
    const originals = unpackRows(chunk.rows, chunk.columns.length);
    const copies = await reader.read(model, wanted, { ids: originals.map(({ id }) => id) });
    const pairs = pairsOf({ chunk, originals, copies, wanted }, { columns, totals, digester });
    for (const [name, list] of pairs) count(list, columnOf(columns, name));
  }
  const unreadable = of.columns.filter((column) => !isThere(column)).map(({ column }) => column);
  return {
    model: model.model,
    via: reader.via,
    rows,
    newer,
    ...totals,
    columns: [...columns.values()],
    unreadable,
  };
}

type Chunk = {
  readonly chunk: FingerprintChunk;
  readonly originals: readonly DigestRow[];
  readonly copies: readonly CellRow[];
  readonly wanted: readonly CellColumn[];
};
type Counted = {
  readonly columns: ReadonlyMap<string, Counting>;
  readonly totals: Totals;
  readonly digester: CellDigester;
};

/** The values of one chunk that can be compared, by column; the others are counted as gone or skipped. */
function pairsOf(
  { chunk, originals, copies, wanted }: Chunk,
  { columns, totals, digester }: Counted,
): ReadonlyMap<string, readonly Pair[]> {
  const byId = new Map(copies.map((copy) => [copy.id, copy]));
  const pairs = new Map(wanted.map(({ name }): [string, Pair[]] => [name, []]));
  const places = wanted.map(({ name }) => chunk.columns.indexOf(name));
  for (const { id, born, digests } of originals) {
    const copy = byId.get(id);
    const isOversized = copy?.oversized === true;
    const isMoved = copy !== undefined && !isOversized && copy.born !== born;
    totals.looked += 1;
    if (copy !== undefined) totals.found += 1;
    if (isOversized) totals.oversized += 1;
    if (isMoved) totals.moved += 1;
    wanted.forEach(({ name }, index) => {
      const digest = digests[places[index] ?? -1];
      if (digest === undefined) return;
      const column = columnOf(columns, name);
      if (copy === undefined) column.gone += 1;
      else if (isMoved || isOversized) column.skipped += 1;
      else {
        const cell = copy.cells[index] ?? null;
        const value = cell === null ? undefined : digester.digest(cell).toString("base64");
        pairs.get(name)?.push({ id, original: digest.toString("base64"), copy: value });
      }
    });
  }
  return pairs;
}

function columnOf(columns: ReadonlyMap<string, Counting>, name: string): Counting {
  const column = columns.get(name);
  if (column === undefined) throw new InternalError(`${name} is not counted`);
  return column;
}

const counting = ({ column, complete, values }: FingerprintColumn): Counting => ({
  column,
  values,
  complete,
  compared: 0,
  gone: 0,
  skipped: 0,
  rare: { matches: 0, byChance: 0 },
  common: { matches: 0, byChance: 0 },
  ids: [],
});

/**
 * Counts the matches of one chunk, and those that chance explains: how often production's value of a row
 * stands in another row of the copy. A shuffled column has about one match by chance in all, a column of few
 * values many, and one that was masked by new values none.
 */
function count(pairs: readonly Pair[], column: Counting): void {
  const originals = frequencies(pairs.map(({ original }) => original));
  const copies = frequencies(pairs.map(({ copy }) => copy));
  const others = pairs.length - 1;
  const rare = { ...column.rare };
  const common = { ...column.common };
  for (const { id, original, copy } of pairs) {
    const part = originals.get(original) === 1 ? rare : common;
    const isMatch = original === copy;
    const elsewhere = (copies.get(original) ?? 0) - (isMatch ? 1 : 0);
    if (others > 0) part.byChance += elsewhere / others;
    if (!isMatch) continue;
    part.matches += 1;
    if (column.ids.length < mostIds) column.ids.push(id);
  }
  column.compared += pairs.length;
  column.rare = rare;
  column.common = common;
}

function frequencies(values: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}
