import { TargetError } from "../../model/errors.ts";
import type { ComparedModel, FingerprintChunk } from "../../model/fingerprint.ts";
import type { Fact } from "../../model/record.ts";
import type { ComparisonRead, ReadContext, RpcRead, SqlRead } from "../../facts/read.ts";
import type { FingerprintsWire } from "../../transports/wires.ts";
import { checkedFact, unknownFact } from "../fact.ts";
import { createLimiter } from "../limit.ts";
import type { Digester } from "../rows.ts";
import type { Job } from "../rpc-page.ts";
import type { CellReader } from "./cells.ts";
import { compareModel } from "./compare.ts";

export type ComparisonParts = {
  readonly reader: CellReader;
  readonly context: ReadContext;
  readonly digester: Digester;
  readonly fingerprints: FingerprintsWire | undefined;
};

/** Models that are compared at once. Over the API it is one: each is a row of large reads, and Odoo has other work. */
const atOnce = { rpc: 1, sql: 8 } as const;

/** The comparisons among the jobs. */
export async function collectComparisons(
  jobs: readonly Job<RpcRead | SqlRead>[],
  parts: ComparisonParts,
): Promise<ReadonlyMap<string, Fact<unknown>>> {
  const facts = new Map<string, Fact<unknown>>();
  const limit = createLimiter(atOnce[parts.reader.via]);
  await Promise.all(
    jobs.map(async ({ collector, read, shape }) => {
      if (read.kind !== "comparison") return;
      try {
        const raw = await limit(() => compared(read, parts));
        facts.set(
          collector.id,
          checkedFact(collector, () => shape(raw, parts.context)),
        );
      } catch (error) {
        facts.set(collector.id, unknownFact(error));
      }
    }),
  );
  return facts;
}

async function compared(
  { model, table, where, from, fingerprint: id }: ComparisonRead,
  { reader, digester, fingerprints }: ComparisonParts,
): Promise<ComparedModel> {
  const all = (await fingerprints?.list()) ?? [];
  const found = all.find((each) => each.id === id);
  if (found === undefined || fingerprints === undefined) {
    throw missing(`there is no fingerprint of ${from}: run \`envaudit fingerprint ${from}\``);
  }
  if (found.keyId !== digester.cells.keyId) {
    throw missing(
      `the fingerprint of ${from} was made with another digest key and is of no use: run \`envaudit fingerprint ${from}\``,
    );
  }
  const gap = found.gaps.find((each) => each.model === model);
  if (gap !== undefined) throw missing(`the fingerprint of ${from} lacks ${model}: ${gap.why}`);
  const of = found.models.find((each) => each.model === model);
  if (of === undefined) {
    throw missing(`the fingerprint of ${from} knows no ${model}: take it again`);
  }
  const chunks = readChunks(fingerprints, found.id, model, of.chunks);
  const cells = { model, table, where };
  const sameVia = found.via === reader.via;
  const columns = of.columns.filter(({ kind }) => sameVia || kind !== "json");
  return compareModel(cells, { ...of, columns }, { reader, digester: digester.cells, chunks });
}

async function* readChunks(
  fingerprints: FingerprintsWire,
  id: string,
  model: string,
  count: number,
): AsyncGenerator<FingerprintChunk> {
  for (let number = 0; number < count; number++) {
    const chunk = await fingerprints.chunk(id, model, number);
    if (chunk === undefined) {
      // deleted by a newer one that was finished meanwhile
      throw missing("the fingerprint was replaced while it was compared: audit again");
    }
    yield chunk;
  }
}

const missing = (detail: string): TargetError => new TargetError("fact_missing", detail);
