import {
  cellOf,
  createCellDigester,
  type CellColumn,
  type CellModel,
  type CellReader,
  type CellRow,
} from "../../../src/audit/masking/cells.ts";
import { compareModel } from "../../../src/audit/masking/compare.ts";
import { draws } from "../../../src/audit/masking/draws.ts";
import { takeModel } from "../../../src/audit/masking/take-model.ts";
import type {
  ComparedModel,
  FingerprintChunk,
  FingerprintMode,
  FingerprintModel,
} from "../../../src/model/fingerprint.ts";
import { Secret } from "../../../src/model/secret.ts";

export type Values = Readonly<Record<string, string | null>>;
export type Table = ReadonlyMap<number, Values & { readonly born?: string }>;
const model: CellModel = { model: "res.partner", table: "res_partner", where: { all: [] } };
const digester = createCellDigester(new Secret("key of the tests"));

/** A table in memory behind the interface of the two real ones, and the ids that were asked for. */
function readerOf(table: Table): CellReader & { readonly asked: number[] } {
  const asked: number[] = [];
  const ids = [...table.keys()].toSorted((a, b) => a - b);
  const has = (id: number, column?: string): boolean =>
    column === undefined || (table.get(id)?.[column] ?? null) !== null;
  return {
    asked,
    via: "sql",
    pageRows: () => 700,
    columns: () => Promise.resolve(new Set(["name", "email", "city"])),
    count: (_, { filled, above = 0 } = {}) =>
      Promise.resolve(ids.filter((id) => id > above && has(id, filled)).length),
    lastId: () => Promise.resolve(ids.at(-1) ?? 0),
    read(_, columns, wanted) {
      const found =
        "ids" in wanted
          ? wanted.ids.filter((id) => table.has(id)).toSorted((a, b) => a - b)
          : ids.filter((id) => id > wanted.after && has(id, wanted.filled)).slice(0, wanted.limit);
      const rows = found.filter((id) => has(id, wanted.filled));
      asked.push(...rows);
      return Promise.resolve(
        rows.map((id): CellRow => {
          const row = table.get(id);
          const cells = columns.map(({ name, kind }) => {
            const value = row?.[name] ?? null;
            return value === null ? null : cellOf(value, kind);
          });
          return { id, born: Number(row?.born ?? 1), cells };
        }),
      );
    },
  };
}

const columns: readonly CellColumn[] = [
  { name: "name", kind: "name" },
  { name: "email", kind: "email" },
  { name: "city", kind: "address" },
];

export type Taken = {
  readonly of: FingerprintModel;
  readonly chunks: readonly FingerprintChunk[];
  readonly asked: readonly number[];
};

export async function take(
  table: Table,
  {
    mode = "whole-table",
    sample = 3000,
    everywhere = [] as readonly string[],
    seed = "seed",
  }: {
    mode?: FingerprintMode;
    sample?: number;
    everywhere?: readonly string[];
    seed?: string;
  } = {},
): Promise<Taken> {
  const chunks: FingerprintChunk[] = [];
  const reader = readerOf(table);
  const of = await takeModel(model, columns, {
    reader,
    digester,
    mode,
    sample,
    everywhere,
    draw: draws(seed),
    save: (_, number, chunk) => {
      chunks[number] = chunk;
      return Promise.resolve();
    },
    onRows: () => undefined,
  });
  return { of, chunks, asked: reader.asked };
}

export async function compare({ of, chunks }: Taken, copy: Table): Promise<ComparedModel> {
  async function* each(): AsyncGenerator<FingerprintChunk> {
    yield* await Promise.resolve(chunks);
  }
  return compareModel(model, of, { reader: readerOf(copy), digester, chunks: each() });
}

/** Rows 1 to `size`, made by `row`. */
export const tableOf = (size: number, row: (id: number) => Values & { born?: string }): Table =>
  new Map(Array.from({ length: size }, (_, index) => [index + 1, row(index + 1)]));
