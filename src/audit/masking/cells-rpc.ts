import { z } from "zod";
import { TargetError } from "../../model/errors.ts";
import { plural } from "../../model/text.ts";
import type { Condition } from "../../facts/read.ts";
import type { OdooWire } from "../../transports/wires.ts";
import { toDomain, type DomainTerm } from "../domain.ts";
import { countedFrom } from "../pages.ts";
import {
  cellOf,
  type CellColumn,
  type CellModel,
  type CellReader,
  type CellRow,
  type CellsWanted,
} from "./cells.ts";
import { jsonText } from "./json-text.ts";

// Bodies of mails are some kilobytes each: five hundred of them stay far below what one answer may hold.
const pageRows = 500;
const rowsAnswer = z.array(z.looseObject({ id: z.int() }));
const fieldsAnswer = z.record(z.string(), z.looseObject({ store: z.boolean().optional() }));
type Raw = z.output<typeof rowsAnswer>[number];

/** Cells over Odoo's API: the values come here, and are digested at once. */
export function rpcCells(wire: OdooWire, signal: AbortSignal): CellReader {
  const born = new Set<string>();

  async function search(
    model: CellModel,
    fields: readonly string[],
    wanted: CellsWanted,
    limit: number,
    order = "id",
  ): Promise<readonly Raw[]> {
    const terms = termsOf(model, wanted);
    const named = { fields: ["id", ...fields], limit, order };
    const answer = await wire.call(model.model, "search_read", [terms], named, signal);
    const rows = parsed(rowsAnswer, answer, "search_read did not answer with a list of records");
    // As everywhere over the API: who cuts lists shorter than asked for must not hide rows.
    if (rows.length >= countedFrom && rows.length < limit) {
      const there = await countOf(model, terms);
      if (there > rows.length) {
        const message = `Odoo gave ${plural(rows.length, "row")} of ${model.model} and counts ${there}: the read is not complete`;
        throw new TargetError("malformed_response", message);
      }
    }
    return rows;
  }

  async function countOf({ model }: CellModel, terms: readonly DomainTerm[]): Promise<number> {
    const answer = await wire.call(model, "search_count", [terms], {}, signal);
    return parsed(z.int(), answer, "search_count did not answer with a number");
  }

  async function read(
    model: CellModel,
    columns: readonly CellColumn[],
    wanted: CellsWanted,
  ): Promise<readonly CellRow[]> {
    const size = "ids" in wanted ? wanted.ids.length : wanted.limit;
    if (size === 0) return [];
    const fields = [
      ...columns.map(({ name }) => name),
      ...(born.has(model.model) ? ["create_date"] : []),
    ];
    try {
      const rows = await search(model, fields, wanted, size);
      return rows.map((row) => rowOf(row, columns));
    } catch (error) {
      if (!(error instanceof TargetError) || error.reason !== "response_too_large") throw error;
      if (size === 1) return (await search(model, [], wanted, 1)).map(oversized(columns));
      return readHalves(model, columns, wanted, size);
    }
  }

  /** What does not fit into one answer, in two. */
  async function readHalves(
    model: CellModel,
    columns: readonly CellColumn[],
    wanted: CellsWanted,
    size: number,
  ): Promise<readonly CellRow[]> {
    const middle = Math.ceil(size / 2);
    if ("ids" in wanted) {
      const first = await read(model, columns, { ...wanted, ids: wanted.ids.slice(0, middle) });
      const rest = await read(model, columns, { ...wanted, ids: wanted.ids.slice(middle) });
      return [...first, ...rest].toSorted((a, b) => a.id - b.id);
    }
    const first = await read(model, columns, { ...wanted, limit: middle });
    const last = first.at(-1);
    if (last === undefined || first.length < middle) return first;
    const limit = size - first.length;
    return [...first, ...(await read(model, columns, { ...wanted, after: last.id, limit }))];
  }

  return {
    via: "rpc",
    pageRows: () => pageRows,
    async columns({ model }) {
      try {
        const asked = { attributes: ["type", "store"] };
        const answer = await wire.call(model, "fields_get", [], asked, signal);
        const fields = parsed(fieldsAnswer, answer, "fields_get did not answer with a map");
        if (Object.hasOwn(fields, "create_date")) born.add(model);
        const stored = Object.entries(fields).filter(([, { store }]) => store !== false);
        return new Set(stored.map(([name]) => name));
      } catch (error) {
        if (error instanceof TargetError && error.reason === "unsupported_version") {
          return undefined;
        }
        throw error;
      }
    },
    count: (model, { filled, above } = {}) =>
      countOf(
        model,
        above === undefined ? domainOf(model.where, filled) : aboveId(above, model.where, filled),
      ),
    async lastId(model) {
      const [last] = await search(model, [], { after: 0, limit: 1 }, 1, "id desc");
      return last?.id ?? 0;
    },
    read,
  };
}

const termsOf = ({ where }: CellModel, wanted: CellsWanted): readonly DomainTerm[] =>
  "after" in wanted
    ? aboveId(wanted.after, where, wanted.filled)
    : domainOf({ all: [where, { field: "id", op: "in", value: wanted.ids }] }, wanted.filled);

const domainOf = (where: Condition, filled: string | undefined): readonly DomainTerm[] =>
  toDomain({
    all: [
      where,
      ...(filled === undefined ? [] : [{ field: filled, op: "!=", value: null } as const]),
    ],
  });

function aboveId(id: number, where: Condition, filled: string | undefined): readonly DomainTerm[] {
  const domain = domainOf(where, filled);
  return domain.length === 0 ? [["id", ">", id]] : ["&", ["id", ">", id], ...domain];
}

function rowOf(raw: Raw, columns: readonly CellColumn[]): CellRow {
  const created = raw["create_date"];
  const seconds = typeof created === "string" ? Date.parse(`${created.slice(0, 19)}Z`) / 1000 : 0;
  const cells = columns.map(({ name, kind }) => {
    const value = raw[name];
    if (value === undefined) {
      throw new TargetError("malformed_response", `field ${name} is missing in the answer`);
    }
    if (value === false || value === null) return null;
    return cellOf(typeof value === "string" ? value : jsonText(value), kind);
  });
  return { id: raw.id, born: Number.isFinite(seconds) ? seconds : 0, cells };
}

const oversized =
  (columns: readonly CellColumn[]) =>
  ({ id }: Raw): CellRow => ({ id, born: 0, cells: columns.map(() => null), oversized: true });

function parsed<T>(schema: z.ZodType<T>, answer: unknown, otherwise: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new TargetError("malformed_response", otherwise);
}
