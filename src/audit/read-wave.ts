import type { Environment } from "../model/environment.ts";
import type { AnyCollector } from "../facts/collector.ts";
import type { ReadContext, Source, StoreRead } from "../facts/read.ts";
import type { RecordsWire, SqlWire, Via, Wires } from "../transports/wires.ts";
import { eachAlone, need, pageReader, type hostReader } from "./collect-alone.ts";
import { collectRpc, type Job } from "./collect-rpc.ts";
import { gathering } from "./gather.ts";
import { collectComparisons } from "./masking/collect.ts";
import type { CellReader } from "./masking/cells.ts";
import { rpcCells } from "./masking/cells-rpc.ts";
import { sqlCells } from "./masking/cells-sql.ts";
import { collectSql } from "./collect-sql.ts";
import type { Limiter } from "./limit.ts";
import type { PlannedFact } from "./plan.ts";
import type { Digester } from "./rows.ts";
import { absentAnyway, notConfigured, store, type Stored } from "./stored.ts";

export type CollectParts = {
  readonly environment: Environment;
  readonly wires: Wires;
  readonly digester: Digester;
  readonly signal: AbortSignal;
};
export type WaveParts = CollectParts & {
  readonly limit: Limiter;
  readonly askHost: ReturnType<typeof hostReader>;
};

/** One wave: every source at the same time, each of them once. */
export async function readWave(
  planned: readonly PlannedFact[],
  context: ReadContext,
  parts: WaveParts,
  stored: Stored,
): Promise<void> {
  if (planned.length === 0) return;
  const { wires, digester, signal, limit, askHost } = parts;
  const jobs = <V extends Via>(via: V): Job<ReadOf<V>>[] =>
    planned.filter((f) => f.via === via).flatMap((f) => jobOf(f, via, context, stored));
  for (const fact of planned) {
    if (fact.via === undefined) store(stored, fact, absentAnyway(fact, context) ?? notConfigured);
  }
  const [rpc, sql] = [jobs("rpc"), jobs("sql")];
  const compared = { context, digester, fingerprints: wires.records.fingerprints };
  const done = await Promise.all([
    wires.rpc && collectRpc(rpc, { wire: wires.rpc, context, digester, signal, limit }),
    wires.rpc && collectComparisons(rpc, { reader: rpcCells(wires.rpc, signal), ...compared }),
    wires.sql && collectSql(sql, { wire: wires.sql, context, digester, signal }),
    wires.sql && collectComparisons(sql, { reader: gatheredCells(wires.sql, signal), ...compared }),
    eachAlone(jobs("host"), context, digester, askHost),
    eachAlone(jobs("http"), context, digester, pageReader(wires, signal)),
    eachAlone(jobs("records"), context, digester, (read) => askRecords(wires.records, read)),
    eachAlone(jobs("egress"), context, digester, (read) =>
      need(wires.egress).connectOut(read, signal),
    ),
    eachAlone(jobs("canary"), context, digester, (read) => need(wires.canary).send(read, signal)),
  ]);
  for (const facts of done) {
    for (const fact of planned) {
      const value = facts?.get(fact.collector.id);
      if (value !== undefined) store(stored, fact, value);
    }
  }
}

/** Cells by SQL, where models that are compared at once share their psql calls. */
const gatheredCells = (wire: SqlWire, signal: AbortSignal): CellReader =>
  sqlCells({ query: gathering(wire, signal) }, signal);

async function askRecords(records: RecordsWire, { kind }: StoreRead): Promise<unknown> {
  switch (kind) {
    case "identities":
      return await records.identities();
    case "fingerprints":
      return (await records.fingerprints?.list()) ?? [];
    case "exceptions":
      return (await records.exceptions?.()) ?? { warnDays: 0, unusedDays: 0, uses: [] };
  }
}

type ReadOf<V extends Via> =
  NonNullable<AnyCollector["sources"][V]> extends Source<infer R> ? R : never;

/** The job of a fact, or its absence stored: `read` says so without looking. */
function jobOf<V extends Via>(
  fact: PlannedFact,
  via: V,
  context: ReadContext,
  stored: Stored,
): readonly Job<ReadOf<V>>[] {
  const source = fact.collector.sources[via] as Source<ReadOf<V>> | undefined;
  if (source === undefined) return [];
  const read = source.read(context);
  if (typeof read === "object" && read !== null && "absent" in read) {
    store(stored, fact, { state: "absent", because: read.absent });
    return [];
  }
  return [{ collector: fact.collector, read, shape: source.shape }];
}
