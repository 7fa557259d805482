import type { CellColumn, CellModel, CellReader, CellRow } from "./cells.ts";
import { chunkRows } from "./chunk.ts";

export type RowSource = {
  readonly reader: CellReader;
  readonly model: CellModel;
  readonly columns: readonly CellColumn[];
  /** Rows with a value in this column alone. */
  readonly filled?: string;
};

/** Every row, page by page in the order of ids. */
export async function* everyRow(source: RowSource): AsyncGenerator<readonly CellRow[]> {
  const { reader, model, columns, filled } = source;
  const limit = reader.pageRows(columns.length);
  let after = 0;
  for (;;) {
    const rows = await reader.read(model, columns, {
      after,
      limit,
      ...(filled !== undefined && { filled }),
    });
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    after = last.id;
  }
}

// Where only one id in so many is taken, drawing costs more calls than walking through the ids.
const sparsest = 50;

/**
 * Random rows until there are `wanted`: ids are drawn between 1 and the last and those that exist are taken,
 * so that each row comes with the same chance whatever the gaps. `skip` are ids that are known already.
 */
export async function* randomRows(
  source: RowSource,
  size: { readonly wanted: number; readonly rows: number; readonly lastId: number },
  draw: (most: number) => number,
  skip: ReadonlySet<number> = new Set(),
): AsyncGenerator<readonly CellRow[]> {
  const { reader, model, columns, filled } = source;
  const { wanted, rows, lastId } = size;
  const read = (ids: readonly number[]): Promise<readonly CellRow[]> =>
    reader.read(model, columns, { ids, ...(filled !== undefined && { filled }) });
  if (lastId > rows * sparsest) {
    const ids = (await reservoir(source, wanted, draw)).filter((id) => !skip.has(id));
    for (let at = 0; at < ids.length; at += chunkRows)
      yield await read(ids.slice(at, at + chunkRows));
    return;
  }
  const drawn = new Set<number>(skip);
  let found = 0;
  while (found < wanted && drawn.size < lastId) {
    const batch: number[] = [];
    while (batch.length < chunkRows && drawn.size < lastId) {
      const id = draw(lastId);
      if (drawn.has(id)) continue;
      drawn.add(id);
      batch.push(id);
    }
    const some = await read(batch);
    found += some.length;
    yield some;
  }
}

/** `wanted` ids at random out of all, which are walked through and not held (Vitter's algorithm R). */
async function reservoir(
  source: RowSource,
  wanted: number,
  draw: (most: number) => number,
): Promise<readonly number[]> {
  const kept: number[] = [];
  let seen = 0;
  for await (const rows of everyRow({ ...source, columns: [] })) {
    for (const { id } of rows) {
      seen += 1;
      if (kept.length < wanted) kept.push(id);
      else {
        const place = draw(seen) - 1;
        if (place < wanted) kept[place] = id;
      }
    }
  }
  return kept;
}
