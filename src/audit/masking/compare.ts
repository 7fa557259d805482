import type {
  ComparedColumn,
  ComparedModel,
  FingerprintChunk,
  FingerprintModel,
} from "../../model/fingerprint.ts";
import type { CellColumn, CellDigester, CellModel, CellReader } from "./cells.ts";
import { unpackRows } from "./chunk.ts";

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
  const rows = there === undefined ? 0 : await reader.count(model);
  const newer = rows === 0 ? 0 : await reader.count(model, { above: of.lastId });
  const columns = new Map(of.columns.map((column) => [column.column, counting(column)]));
  const totals = { looked: 0, found: 0, moved: 0, oversized: 0 };
  if (rows > 0) {
    for await (const chunk of chunks) {
      const readable = chunk.columns.filter((name) => there?.has(name));
      const wanted = readable.flatMap((name): readonly CellColumn[] => {
        const column = of.columns.find((each) => each.column === name);
        return column === undefined ? [] : [{ name, kind: column.kind }];
      });
      const originals = unpackRows(chunk.rows, chunk.columns.length);
      const copies = await reader.read(model, wanted, { ids: originals.map(({ id }) => id) });
      const byId = new Map(copies.map((copy) => [copy.id, copy]));
      const pairs = new Map<string, Pair[]>();
      for (const original of originals) {
        totals.looked += 1;
        const copy = byId.get(original.id);
        if (copy !== undefined) totals.found += 1;
        if (copy?.oversized === true) totals.oversized += 1;
        const moved = copy !== undefined && copy.oversized !== true && copy.born !== original.born;
        if (moved) totals.moved += 1;
        chunk.columns.forEach((name, index) => {
          const digest = original.digests[index];
          const column = columns.get(name);
          if (digest === undefined || column === undefined) return;
          const at = wanted.findIndex((each) => each.name === name);
          if (at < 0) return;
          if (copy === undefined) column.gone += 1;
          else if (moved || copy.oversized === true) column.skipped += 1;
          else {
            const cell = copy.cells[at] ?? null;
            const value = cell === null ? undefined : digester.digest(cell).toString("base64");
            const list = pairs.get(name) ?? [];
            list.push({ id: original.id, original: digest.toString("base64"), copy: value });
            pairs.set(name, list);
          }
        });
      }
      for (const [name, list] of pairs) {
        const column = columns.get(name);
        if (column !== undefined) count(list, column);
      }
    }
  }
  const readable = [...columns.values()].filter(
    ({ column }) => there === undefined || there.has(column),
  );
  return {
    model: model.model,
    via: reader.via,
    rows,
    newer,
    ...totals,
    columns: readable,
    unreadable: of.columns
      .map(({ column }) => column)
      .filter((name) => there !== undefined && !there.has(name)),
  };
}

const counting = ({ column, complete, values }: FingerprintModel["columns"][number]): Counting => ({
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
