import { cellOf, createCellDigester, type CellReader } from "../../src/audit/masking/cells.ts";
import { packRows, unpackRows } from "../../src/audit/masking/chunk.ts";
import { compareModel } from "../../src/audit/masking/compare.ts";
import { draws } from "../../src/audit/masking/draws.ts";
import { takeModel } from "../../src/audit/masking/take-model.ts";
import { everything } from "../../src/facts/read.ts";
import { maskingDefaults } from "../../src/model/environment.ts";
import type {
  ComparedModel,
  FingerprintChunk,
  FingerprintModel,
} from "../../src/model/fingerprint.ts";
import { Secret } from "../../src/model/secret.ts";
import { judgeColumn } from "../../src/probes/masking/compared-column.ts";
import { copyOf, masked, methods, type Method } from "./masks.ts";
import { random } from "./random.ts";
import type { Column, Place } from "./tables.ts";
import { both, emptyTally, precision, recall, sum, table, type Tally } from "./tally.ts";
import type { Cell } from "./writing.ts";

const leastPrecision = 0.99;
const digester = createCellDigester(new Secret("key of the benchmark"));
// Every row of it was made in the same second, as in a copy that was restored.
const born = 1_772_366_400;

/** A table of one column that is read as the API's and SQL's readers read theirs: row ids from 1. */
function reader({ kind, column }: Place, cells: readonly Cell[]): CellReader {
  const rows = cells.map(({ value }, index) => ({
    id: index + 1,
    born,
    cells: [cellOf(value, kind)],
  }));
  return {
    via: "rpc",
    pageRows: () => 500,
    columns: () => Promise.resolve(new Set([column])),
    count: (_, { above = 0 } = {}) => Promise.resolve(Math.max(0, rows.length - above)),
    lastId: () => Promise.resolve(rows.length),
    read(_model, _columns, wanted) {
      return Promise.resolve(
        "ids" in wanted
          ? wanted.ids.flatMap((id) => rows[id - 1] ?? [])
          : rows.slice(wanted.after, wanted.after + wanted.limit),
      );
    },
  };
}

const modelOf = ({ model }: Place) => ({
  model,
  table: model.replaceAll(".", "_"),
  where: everything,
});

type Taken = { readonly of: FingerprintModel; readonly chunks: readonly FingerprintChunk[] };

/** The fingerprint of one column of the production, every row of it. */
async function take({ place, cells }: Column): Promise<Taken> {
  const chunks: FingerprintChunk[] = [];
  const of = await takeModel(modelOf(place), [{ name: place.column, kind: place.kind }], {
    reader: reader(place, cells),
    digester,
    mode: "whole-table",
    sample: cells.length,
    draw: draws("benchmark"),
    everywhere: [],
    save: (_model, _number, chunk) => {
      chunks.push(chunk);
      return Promise.resolve();
    },
    onRows: () => undefined,
  });
  return { of, chunks };
}

/** The same with the rows that `keep` says. */
const only = (chunks: readonly FingerprintChunk[], keep: (id: number) => boolean) =>
  chunks.map(({ columns, rows }) => ({
    columns,
    rows: packRows(
      unpackRows(rows, columns.length).filter(({ id }) => keep(id)),
      columns.length,
    ),
  }));

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  for (const one of list) yield await Promise.resolve(one);
}

const compare = (place: Place, copy: CellReader, { of, chunks }: Taken) =>
  compareModel(modelOf(place), of, {
    reader: copy,
    digester,
    chunks: each(chunks),
  });

const matchesOf = ({ columns }: ComparedModel): number =>
  columns.reduce((all, { rare, common }) => all + rare.matches + common.matches, 0);
const comparedOf = ({ columns }: ComparedModel): number =>
  columns.reduce((all, { compared }) => all + compared, 0);

/** Whether the column as a whole is called a leak. */
function isCalled(compared: ComparedModel, low: boolean): boolean {
  return compared.columns.some(
    (column) => judgeColumn(column, compared, { low, ...maskingDefaults }).is === "leak",
  );
}

/**
 * What a comparison by production's digests finds: rows that were forgotten, method by method, and whole
 * columns, with and without such rows. A column of few values matches by chance in many rows and is judged by
 * its rate, so that its single rows count in nothing but the recall.
 */
export async function digests(
  columns: readonly Column[],
  leaks: number,
  seed: number,
): Promise<readonly string[]> {
  const by = random(seed);
  const perMethod = new Map<Method, Tally>(methods.map((method) => [method, emptyTally()]));
  const verdicts = emptyTally();
  const rows: string[][] = [];
  for (const column of columns) {
    const { place } = column;
    const low = place.low === true;
    const taken = await take(column);
    const row = [`${place.model}.${place.column}${low ? " (few values)" : ""}`];
    for (const method of methods) {
      const { cells, planted } = copyOf(column, method, leaks, by);
      const copy = reader(place, cells);
      const there = await compare(place, copy, {
        ...taken,
        chunks: only(taken.chunks, (id) => planted.has(id - 1)),
      });
      const rest = await compare(place, copy, {
        ...taken,
        chunks: only(taken.chunks, (id) => !planted.has(id - 1)),
      });
      const tally = {
        hits: matchesOf(there),
        misses: comparedOf(there) - matchesOf(there),
        falseAlarms: low ? 0 : matchesOf(rest),
      };
      perMethod.set(method, sum([perMethod.get(method) ?? emptyTally(), tally]));
      row.push(both(tally));
      const clean = reader(place, masked(column, method, by));
      const isSeen = isCalled(await compare(place, copy, taken), low);
      const isAccused = isCalled(await compare(place, clean, taken), low);
      if (isSeen) verdicts.hits++;
      else verdicts.misses++;
      if (isAccused) verdicts.falseAlarms++;
    }
    rows.push(row);
  }
  console.log("\nby digests of production: recall/precision of forgotten rows");
  table(["place", ...methods], rows);
  const all = sum([...perMethod.values()]);
  console.log("");
  table(
    [
      "all places",
      ...methods.map((method) => both(perMethod.get(method) ?? emptyTally())),
      both(all),
    ],
    [],
  );
  console.log(
    `columns with forgotten rows that are called a leak: ${verdicts.hits} of ${verdicts.hits + verdicts.misses}; without any: ${verdicts.falseAlarms}`,
  );
  return [
    ...(recall(all) === 1 ? [] : [`recall by digests is ${recall(all).toFixed(4)}, not 1`]),
    ...(precision(all) >= leastPrecision
      ? []
      : [`precision by digests is ${precision(all).toFixed(4)}, below ${leastPrecision}`]),
  ];
}
