import { z } from "zod";
import type { ComparedModel } from "../model/fingerprint.ts";
import { tableOf, type PersonalModel } from "../model/personal-data.ts";
import { formatRange, inRange } from "../model/versions.ts";
import { collector, known, type Collector } from "./collector.ts";
import { odooIdentity } from "./odoo-identity.ts";
import { odooModules } from "./odoo-modules.ts";
import { everything, type ReadContext } from "./read.ts";
import { recordsFingerprints } from "./records-fingerprints.ts";
import { fromComparison } from "./source.ts";

const matches = z.strictObject({ matches: z.int(), byChance: z.number() });

const schema: z.ZodType<ComparedModel, ComparedModel> = z.strictObject({
  model: z.string(),
  via: z.enum(["rpc", "sql"]),
  rows: z.int(),
  newer: z.int(),
  looked: z.int(),
  found: z.int(),
  moved: z.int(),
  oversized: z.int(),
  columns: z.array(
    z.strictObject({
      column: z.string(),
      values: z.int(),
      complete: z.boolean(),
      compared: z.int(),
      gone: z.int(),
      skipped: z.int(),
      rare: matches,
      common: matches,
      ids: z.array(z.int()),
    }),
  ),
  unreadable: z.array(z.string()),
});

/** One model of a copy against the fingerprint of the environment that it was copied from. */
export function comparedModel(model: string, spec: ModelSpec): Collector<ComparedModel> {
  const { module, versions = {}, where = everything } = spec;
  return collector({
    id: `masking.compared.${model}`,
    title: `${model} against production's fingerprint`,
    schema,
    after: [odooIdentity, odooModules, recordsFingerprints],
    sources: fromComparison((context) => {
      if (!inRange(context.version, versions)) {
        return { absent: `${model} is about Odoo ${formatRange(versions)}` };
      }
      if (!known(context, odooModules).includes(module)) {
        return { absent: `module ${module} is not installed` };
      }
      const origin = originOf(context);
      if (origin === undefined) return { absent: "it derives from no production that is known" };
      const table = tableOf(model, spec, context.version);
      return { kind: "comparison", model, table, where, ...origin };
    }, asItIs),
  });
}
type ModelSpec = Pick<PersonalModel, "module" | "table" | "versions" | "where">;

const asItIs = (compared: ComparedModel): ComparedModel => compared;

/** The declared origin, else a fingerprinted environment with the same `database.uuid`. */
function originOf(
  context: ReadContext,
): { readonly from: string; readonly fingerprint: string | undefined } | undefined {
  const { derivedFrom, name } = context.environment;
  const all = known(context, recordsFingerprints);
  if (derivedFrom !== undefined) {
    const found = all.find(({ environment }) => environment === derivedFrom);
    return { from: derivedFrom, fingerprint: found?.id };
  }
  const { uuidDigest } = known(context, odooIdentity);
  const twin = all.find(
    (each) => uuidDigest !== null && each.uuidDigest === uuidDigest && each.environment !== name,
  );
  return twin && { from: twin.environment, fingerprint: twin.id };
}
