import type { Condition, Row, ScanRead, ScanResult } from "../facts/read.ts";
import { checkedFact, unknownFact } from "./fact.ts";
import { fieldsOf, matches } from "./matches.ts";
import { scanTogether, type Scan } from "./pages.ts";
import {
  concernsOneRead,
  namesOf,
  pages,
  toFacts,
  type Facts,
  type Job,
  type RawRow,
  type RpcParts,
} from "./rpc-page.ts";

/** One walk for every scan of a model together. What one of them is refused leaves the others alone. */
export async function readScans(
  jobs: readonly Job<ScanRead>[],
  parts: RpcParts,
  facts: Facts,
): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  const isAlone = jobs.length === 1;
  const wheres = jobs.map((job) => job.read.where);
  const fields = jobs.flatMap(({ read }) => [
    ...namesOf(read.fields),
    ...(isAlone ? [] : fieldsOf(read.where)),
  ]);
  const where: Condition = isAlone ? first.read.where : { any: wheres };
  const scans = jobs.map(({ read }): Scan<RawRow> => {
    const { keep, enough } = read;
    const rowOf = (raw: RawRow): Row | undefined =>
      isAlone || matches(raw, read.where) ? toFacts(raw, read.fields, parts.digester) : undefined;
    return { keep, enough, rowOf };
  });
  let results: readonly ScanResult[];
  try {
    results = await scanTogether(scans, pages(parts, first.read.model, ["id", ...fields], where));
  } catch (error) {
    if (!isAlone && concernsOneRead(error)) {
      for (const job of jobs) await readScans([job], parts, facts);
      return;
    }
    for (const job of jobs) facts.set(job.collector.id, unknownFact(error));
    return;
  }
  jobs.forEach(({ collector, shape }, index) => {
    const raw = results[index];
    facts.set(
      collector.id,
      checkedFact(collector, () => shape(raw, parts.context)),
    );
  });
}
