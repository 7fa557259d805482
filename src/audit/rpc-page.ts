import { TargetError } from "../model/errors.ts";
import type { Fact } from "../model/record.ts";
import type { AnyCollector } from "../facts/collector.ts";
import type { Condition, Field, ReadContext, Row } from "../facts/read.ts";
import type { OdooWire } from "../transports/wires.ts";
import { toDomain, type DomainTerm } from "./domain.ts";
import type { Limiter } from "./limit.ts";
import { pageSize, type Pages } from "./pages.ts";
import { fromApi, toRow, type Digester } from "./rows.ts";
import type { SamplePages } from "./sample.ts";

export type RpcParts = {
  readonly wire: OdooWire;
  readonly context: ReadContext;
  readonly digester: Digester;
  readonly signal: AbortSignal;
  /** Shared by all that is read from one Odoo at the same time. */
  readonly limit: Limiter;
};
export type RawRow = { readonly id: number } & Readonly<Record<string, unknown>>;

function rawRows(answer: unknown): readonly RawRow[] {
  const isRow = (row: unknown): row is RawRow =>
    typeof row === "object" && row !== null && "id" in row && typeof row.id === "number";
  if (!Array.isArray(answer) || !answer.every(isRow)) {
    throw new TargetError(
      "malformed_response",
      "search_read did not answer with a list of records",
    );
  }
  return answer;
}

async function counted(
  { wire, signal }: Pick<RpcParts, "wire" | "signal">,
  model: string,
  domain: readonly DomainTerm[],
): Promise<number> {
  const answer = await wire.call(model, "search_count", [domain], {}, signal);
  if (typeof answer === "number") return answer;
  throw new TargetError("malformed_response", "search_count did not answer with a number");
}

/** Rows of a sample, as Odoo gives them. */
export function sampled(
  { wire, signal }: RpcParts,
  model: string,
  fields: readonly string[],
  where: Condition,
): SamplePages<RawRow> {
  const ask = async (condition: Condition, order: string, limit: number) => {
    const named = { fields: [...new Set(fields)], limit, order };
    return rawRows(await wire.call(model, "search_read", [toDomain(condition)], named, signal));
  };
  return {
    newest: (most) => ask(where, "id desc", most),
    count: () => counted({ wire, signal }, model, toDomain(where)),
    ofIds: (ids) => ask({ all: [{ field: "id", op: "in", value: ids }, where] }, "id", ids.length),
  };
}

/** The pages of one model's rows, as Odoo gives them, and how many it counts. */
export function pages(
  { wire, signal }: RpcParts,
  model: string,
  fields: readonly string[],
  where: Condition,
): Pages<RawRow> {
  const domain = toDomain(where);
  const named = { fields: [...new Set(fields)], limit: pageSize, order: "id" };
  const count = () => counted({ wire, signal }, model, domain);
  return {
    count,
    async page(after) {
      const above: readonly DomainTerm[] = after === 0 ? [] : [["id", ">", after]];
      const terms =
        above.length > 0 && domain.length > 0 ? ["&", ...above, ...domain] : [...above, ...domain];
      return rawRows(await wire.call(model, "search_read", [terms], named, signal));
    },
  };
}

/** Whether a model can be read at all: where it cannot, no part of a merged read can. */
export async function answersAtAll(model: string, parts: RpcParts): Promise<boolean> {
  try {
    await pages(parts, model, ["id"], { field: "id", op: "=", value: 0 }).page(0);
    return true;
  } catch {
    return false;
  }
}

export type Job<Read> = {
  readonly collector: AnyCollector;
  readonly read: Read;
  readonly shape: (raw: unknown, context: ReadContext) => unknown;
};
export type Facts = Map<string, Fact<unknown>>;

export const namesOf = (fields: Readonly<Record<string, Field>>): readonly string[] =>
  Object.values(fields).map((field) => field.name);

export function toFacts(
  raw: RawRow,
  fields: Readonly<Record<string, Field>>,
  digester: Digester,
): Row {
  return toRow(
    raw,
    fields,
    (_alias, field) => field.name,
    (value, field) => fromApi(value, field, digester),
  );
}

// A wrong condition makes Odoo fail with an error of its own, which is malformed as far as we know.
export const concernsOneRead = (error: unknown): boolean =>
  error instanceof TargetError &&
  ["access_denied", "unsupported_version", "response_too_large", "malformed_response"].includes(
    error.reason,
  );
