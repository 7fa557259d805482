import type { z } from "zod";
import { InternalError } from "../model/errors.ts";
import type { Fact } from "../model/record.ts";
import type { OdooVersion } from "../model/versions.ts";
import type { ReadContext, Sources } from "./read.ts";

/**
 * How one fact is read. `schema` takes and gives the same type: what is stored is what was judged.
 * `module` names the Odoo module without which the thing cannot exist; the fact is then `absent`.
 * `anyVersion` marks the few facts that are read before the version is known, or whatever it is.
 */
export type Collector<T> = {
  readonly id: string;
  readonly title: string;
  readonly schema: z.ZodType<T, T>;
  readonly sources: Sources;
  readonly module?: (version: OdooVersion) => string;
  readonly anyVersion?: true;
  /** Facts that its read depends on: it is read after them, and only when all of them are known. */
  readonly after?: readonly AnyCollector[];
};
export type AnyCollector = Collector<unknown>;

export const collector = <T>(spec: Collector<T>): Collector<T> => spec;

/** Facts with all that they depend on, each once, before what depends on it. */
export function withDependencies(facts: readonly AnyCollector[]): readonly AnyCollector[] {
  const found = new Map<string, AnyCollector>();
  const add = (fact: AnyCollector): void => {
    if (found.has(fact.id)) return;
    for (const other of fact.after ?? []) add(other);
    found.set(fact.id, fact);
  };
  for (const fact of facts) add(fact);
  return [...found.values()];
}

export type Read = <T>(c: Pick<Collector<T>, "id" | "schema">) => Fact<T>;

/** Stored facts back to typed ones, for the first judging and for judging again; the only maker of `Read`. */
export const readFrom =
  (stored: Readonly<Record<string, Fact<unknown>>>): Read =>
  (c) => {
    const fact = Object.hasOwn(stored, c.id) ? stored[c.id] : undefined;
    if (fact === undefined) {
      return { state: "unknown", reason: "fact_missing", detail: `${c.id} was not collected` };
    }
    if (fact.state !== "known") return fact;
    const parsed = c.schema.safeParse(fact.value);
    return parsed.success
      ? { state: "known", value: parsed.data }
      : { state: "unknown", reason: "malformed_response", detail: `${c.id} is not as expected` };
  };

/** The value of a fact that the collector names under `after`. */
export function known<T>(context: ReadContext, c: Pick<Collector<T>, "id" | "schema">): T {
  const fact = context.facts?.(c);
  if (fact?.state !== "known") throw new InternalError(`${c.id} is not named under after`);
  return fact.value;
}
