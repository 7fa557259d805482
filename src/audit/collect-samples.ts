import type { Row, SampleRead } from "../facts/read.ts";
import { checkedFact, unknownFact } from "./fact.ts";
import { namesOf, sampled, toFacts, type Facts, type Job, type RpcParts } from "./rpc-page.ts";
import { sampleRows } from "./sample.ts";

/** One sample of a model, by calls of its own. */
export async function readSample(
  { collector, read, shape }: Job<SampleRead>,
  parts: RpcParts,
  facts: Facts,
): Promise<void> {
  const { model, fields, where } = read;
  const { newest, ofIds, count } = sampled(parts, model, ["id", ...namesOf(fields)], where);
  const rowsOf = async (asked: ReturnType<typeof newest>): Promise<readonly Row[]> =>
    (await asked).map((raw) => toFacts(raw, fields, parts.digester));
  try {
    const result = await sampleRows(read, {
      newest: (most) => rowsOf(newest(most)),
      ofIds: (ids) => rowsOf(ofIds(ids)),
      ...(count !== undefined && { count }),
    });
    facts.set(
      collector.id,
      checkedFact(collector, () => shape(result, parts.context)),
    );
  } catch (error) {
    facts.set(collector.id, unknownFact(error));
  }
}
