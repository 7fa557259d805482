import { TargetError } from "../model/errors.ts";
import type { Condition, ReadContext } from "../facts/read.ts";
import type { OdooWire } from "../transports/wires.ts";
import { toDomain, type DomainTerm } from "./domain.ts";
import type { Limiter } from "./limit.ts";
import { pageSize } from "./pages.ts";
import type { Digester } from "./rows.ts";

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

/** The pages of one model's rows, as Odoo gives them. */
export function page(
  { wire, signal }: RpcParts,
  model: string,
  fields: readonly string[],
  where: Condition,
): (after: number) => Promise<readonly RawRow[]> {
  const domain = toDomain(where);
  return async (after) => {
    const above: readonly DomainTerm[] = after === 0 ? [] : [["id", ">", after]];
    const terms =
      above.length > 0 && domain.length > 0 ? ["&", ...above, ...domain] : [...above, ...domain];
    return rawRows(
      await wire.call(
        model,
        "search_read",
        [terms],
        { fields: [...new Set(fields)], limit: pageSize, order: "id" },
        signal,
      ),
    );
  };
}

/** Whether a model can be read at all: where it cannot, no part of a merged read can. */
export async function answersAtAll(model: string, parts: RpcParts): Promise<boolean> {
  try {
    await page(parts, model, ["id"], { field: "id", op: "=", value: 0 })(0);
    return true;
  } catch {
    return false;
  }
}
