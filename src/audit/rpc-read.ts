import type { ReadContext, RecordsRead, ScanRead } from "../facts/read.ts";
import type { PlannedFact } from "./plan.ts";

/** The rows that a fact reads over the API; undefined for a fact that reads none, or not over it. */
export function rowsReadOverApi(
  { collector, via }: PlannedFact,
  context: ReadContext,
): RecordsRead | ScanRead | undefined {
  if (via !== "rpc") return undefined;
  const read = collector.sources.rpc?.read(context);
  if (read === undefined || "absent" in read) return undefined;
  return read.kind === "records" || read.kind === "scan" ? read : undefined;
}
